// Sounds and their log bands.
#pragma once

#include <vector>

#include "features/geometry.h"
#include "measures/onsets.h"

namespace hemiola::coding {

// A mono sound, for instance all stems of a clip or one.
struct Mix {
  double sample_rate = 0;
  std::vector<float> samples;
};

// Log bands of one sound, and the times of its frames; analyse_mix computes them.
struct Bands {
  std::vector<float> values;  // [frames][bands]
  int frames = 0;
  measures::FrameClock clock;
};
Bands analyse_mix(const Mix& mix, const features::Geometry& geometry);

}  // namespace hemiola::coding
