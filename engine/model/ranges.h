// How far the channels of a model's latents go on music.
#pragma once

#include <vector>

namespace hemiola::model {

struct ChannelRange {
  double low = 0, high = 0;  // 5 and 95 % of the frames
  double spread = 0;         // standard deviation
};

struct LatentRanges {
  std::vector<ChannelRange> harmony;  // [channels a place], over all places
  std::vector<ChannelRange> rhythm;   // [rhythm], loudness last
};

// The spread of a channel that tells next to nothing: training leaves it as it is, for at unit
// spread its noise would count as much as what the others say.
constexpr double kUnusedSpread = 0.05;

// Of one channel's values, at least one.
ChannelRange range_of(std::vector<float> values);

}  // namespace hemiola::model
