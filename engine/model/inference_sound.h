// The sound network of a model that plays: some voices at a time, side by side.
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
  const float* log_rest;   // [bands], what is left of them without the tones
  float* row;              // [SoundShape::outputs()]
};

// It is dense: a voice needs each of its 1.5 million weights once a frame, so that what takes the
// time is to read them. Voices go through it four at a time, always through the same kernels,
// empty places included: a voice's bits know nothing of the others.
class InferenceSound {
 public:
  InferenceSound(const Config& config, InferenceParts& parts);
  ~InferenceSound();

  // One frame of each voice. One thread at a time.
  void play(std::span<const InferenceSoundJob> jobs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::model
