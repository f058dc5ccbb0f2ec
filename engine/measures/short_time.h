// Magnitude spectra of short windows of a sound.
#pragma once

#include <functional>
#include <vector>

namespace hemiola::measures {

using Spectrum = std::vector<float>;  // magnitudes; 0.5 for a full-scale sine

// Calls take(step, magnitudes) for Hann windows centred at step * hop, up to the end of the sound.
// window, hop: samples. Transform size: features::smooth_even_size(window).
void for_each_spectrum(const std::vector<float>& samples, int window, int hop,
                       const std::function<void(int, const Spectrum&)>& take);

struct Magnitudes {
  std::vector<float> values;  // [frames][bins]; 0.5 for a full-scale sine
  int bins = 0;
  double hz_per_bin = 0;
  int frames() const { return bins == 0 ? 0 : static_cast<int>(values.size()) / bins; }
};

// Hann windows centred at multiples of the hop, as far as these are within the sound.
Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds);

}  // namespace hemiola::measures
