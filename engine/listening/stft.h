// Magnitudes of a sound in short windows.
#pragma once

#include <vector>

namespace hemiola::listening {

struct Magnitudes {
  std::vector<float> values;  // [frames][bins]; 0.5 for a full-scale sine
  int bins = 0;
  double hz_per_bin = 0;
  int frames() const { return bins == 0 ? 0 : static_cast<int>(values.size()) / bins; }
};

// Hann windows centred at multiples of the hop, as far as these are within the sound.
Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds);

}  // namespace hemiola::listening
