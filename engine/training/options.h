// What a user may say about examples and losses; plain numbers.
#pragma once

#include <cstdint>

namespace hemiola::training {

constexpr double kAllMinutes = 1e9;  // of a folder

struct ExampleOptions {
  int frames = 160;
  std::uint64_t seed = 1;
  // The published method: both encoders hear the same mix, its percussion moved with its pitch.
  bool whole_mix = false;
};

// Of the terms beside the error. Nats are summed over a frame's channels and divided by the bands.
struct LossWeights {
  double harmony_beta = 0.05;  // divergence from the prior
  double rhythm_beta = 0.015;
  double drums_beta = 0.8;       // what harmony differs by, where only the drums and the key do
  double smoothness_beta = 0.5;  // what harmony changes by from frame to frame
  bool hold = true;
};

// The published method has the first two only, and its weight on both latents made harmony collapse
// without a discriminator.
inline LossWeights published_weights() { return {0.02, 0.02, 0, 0, false}; }

}  // namespace hemiola::training
