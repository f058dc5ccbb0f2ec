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

// Of one channel's values, at least one.
ChannelRange range_of(std::vector<float> values);

}  // namespace hemiola::model
