// Sound network for playback, four voices side by side.
#pragma once

#include <memory>
#include <span>

#include "inference/network.h"
#include "modelfile/config.h"

namespace hemiola::inference {

class Parts;

struct SoundJob {
  Past* past;
  const float* log_bands;  // [bands]
  const float* log_rest;   // [bands], without the tones
  float* row;              // [SoundShape::outputs()]
};

// The network is dense: each frame of a voice needs all 1.5 million weights, and reading them takes
// most of the time. So voices run four at a time, always through the same kernels, empty slots
// included: a voice's bits don't depend on the others.
class Sound {
 public:
  Sound(const Config& config, Parts& parts);
  ~Sound();
  Sound(const Sound&);  // shares the weights
  Sound(Sound&&) noexcept;

  // One frame of each voice. Not thread-safe.
  void play(std::span<const SoundJob> jobs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::inference
