// How far a sound is from the one that it should be: spectra and loudness.
#pragma once

#include <vector>

namespace hemiola::listening {

struct SpectralDistance {
  double log_db = 0;       // log-spectral distance
  double convergence = 0;  // spectral convergence
};

// Hann windows of 46.4 ms every 11.6 ms; bins from 30 Hz to 16 kHz. Both magnitudes are limited
// from below at 80 dB under the loudest bin of the truth. Distance: root mean square, over the bins
// of a frame, of the difference in decibels; mean over the frames in which the truth has anything
// above that limit. Convergence: norm of the difference of the (unlimited) magnitudes over all
// frames, by the truth's norm.
SpectralDistance spectral_distance(const std::vector<float>& sound, const std::vector<float>& truth,
                                   double sample_rate);

// Integrated loudness of ITU-R BS.1770-4, LUFS; never below -120.
double loudness_lufs(const std::vector<float>& sound, double sample_rate);

}  // namespace hemiola::listening
