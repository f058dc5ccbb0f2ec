// What the latents mean: their ranges, silence, loudness, and how smoothly they turn and blend.
#pragma once

#include <string>
#include <vector>

#include "evaluation/bench.h"

namespace hemiola::evaluation {

struct ChannelRange {
  double low = 0, high = 0;  // 5 and 95 % of the frames
  double spread = 0;         // standard deviation
};

struct LatentRanges {
  std::vector<ChannelRange> harmony;  // [channels a place], over all places
  std::vector<ChannelRange> rhythm;   // [rhythm]
};

LatentRanges latent_ranges(const Bench& bench);
std::string to_json(const LatentRanges& ranges);

// Ranges, silence, loudness.
std::vector<Measure> test_meaning(const Bench& bench, const LatentRanges& ranges,
                                  const Report& report);
// Fractional rotation and blending.
std::vector<Measure> test_smoothness(const Bench& bench, const Report& report);
// Milliseconds a frame of 12 ms or less takes on one thread, encoder and decoder.
std::vector<Measure> test_cost(const model::Model& model);

}  // namespace hemiola::evaluation
