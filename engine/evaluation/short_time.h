// Magnitude spectra of a sound, one short window after another.
#pragma once

#include <functional>
#include <vector>

namespace hemiola::evaluation {

using Spectrum = std::vector<float>;  // magnitudes, a sine of full scale being 0.5

// Hann windows centred at whole hops, as many as are centred within the sound; calls take(step,
// magnitudes). window, hop: samples. The bins are those of features::smooth_even_size(window).
void for_each_spectrum(const std::vector<float>& samples, int window, int hop,
                       const std::function<void(int, const Spectrum&)>& take);

}  // namespace hemiola::evaluation
