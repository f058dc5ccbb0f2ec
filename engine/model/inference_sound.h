// Sound network for playback, four voices side by side.
#pragma once

#include <memory>
#include <span>

#include "model/config.h"
#include "model/inference_network.h"

namespace hemiola::model {

class InferenceParts;

struct InferenceSoundJob {
  InferencePast* past;
  const float* log_bands;  // [bands]
  const float* log_rest;   // [bands], without the tones
  float* row;              // [SoundShape::outputs()]
};

// The network is dense: each frame of a voice needs all 1.5 million weights, and reading them takes
// most of the time. So voices run four at a time, always through the same kernels, empty slots
// included: a voice's bits don't depend on the others.
class InferenceSound {
 public:
  InferenceSound(const Config& config, InferenceParts& parts);
  ~InferenceSound();

  // One frame of each voice. Not thread-safe.
  void play(std::span<const InferenceSoundJob> jobs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::model
