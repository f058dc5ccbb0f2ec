// User options for examples and losses, as plain numbers.
#pragma once

#include <cstdint>

namespace hemiola::training {

constexpr double kAllMinutes = 1e9;  // no limit per folder

struct ExampleOptions {
  int frames = 160;
  std::uint64_t seed = 1;
  // The published method: both encoders get the same mix; percussion is shifted with the pitch.
  bool whole_mix = false;
  // Share of the examples with drums in which rhythm hears the drums alone, and the pitched part is
  // decoded with their loudness: so any beat can play any chord.
  double over_drums = 0.12;
};

// Weights of the terms besides the error: nats per frame, divided by the number of bands.
struct LossWeights {
  double harmony_beta = 0.05;  // KL divergence from the prior
  double rhythm_beta = 0.015;
  double drums_beta = 0.8;       // distance of harmonies that differ only in drums and key
  double smoothness_beta = 0.5;  // change of harmony from frame to frame
  bool hold = true;
};

// The published method has only the first two. With its weight on both latents and without a
// discriminator, harmony collapsed.
inline LossWeights published_weights() { return {0.02, 0.02, 0, 0, false}; }

}  // namespace hemiola::training
