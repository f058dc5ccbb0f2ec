// Magnitude spectra of short windows of a sound.
#pragma once

#include <functional>
#include <vector>

namespace hemiola::evaluation {

using Spectrum = std::vector<float>;  // magnitudes; 0.5 for a full-scale sine

// Calls take(step, magnitudes) for Hann windows centred at step * hop, up to the end of the sound.
// window, hop: samples. Transform size: features::smooth_even_size(window).
void for_each_spectrum(const std::vector<float>& samples, int window, int hop,
                       const std::function<void(int, const Spectrum&)>& take);

}  // namespace hemiola::evaluation
