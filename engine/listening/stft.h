// Magnitudes of a sound in short windows: what the comparisons look at.
#pragma once

#include <vector>

namespace hemiola::listening {

struct Magnitudes {
  std::vector<float> values;  // [frames][bins]; a sine of full scale is 0.5 at its bin
  int bins = 0;
  double hz_a_bin = 0;
  int frames() const { return bins == 0 ? 0 : static_cast<int>(values.size()) / bins; }
};

// Hann windows, centred at whole hops, as many as begin within the sound.
Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds);

}  // namespace hemiola::listening
