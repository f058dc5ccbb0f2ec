// Value range of each latent channel, measured on music.
#pragma once

#include <vector>

namespace hemiola::modelfile {

struct ChannelRange {
  double low = 0, high = 0;  // 5th and 95th percentile
  double spread = 0;         // standard deviation
};

struct LatentRanges {
  std::vector<ChannelRange> harmony;  // [channels per place], over all places
  std::vector<ChannelRange> rhythm;   // [rhythm], loudness last
};

// A channel with less spread carries almost no information. Training does not scale it to unit
// spread, which would make its noise as strong as the information in other channels.
constexpr double kUnusedSpread = 0.05;

// Range of one channel's values, at least one.
ChannelRange range_of(std::vector<float> values);

}  // namespace hemiola::modelfile
