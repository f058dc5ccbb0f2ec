// Distance between a sound and its reference: spectra and loudness.
#pragma once

#include <vector>

namespace hemiola::measures {

struct SpectralDistance {
  double log_db = 0;       // log-spectral distance
  double convergence = 0;  // spectral convergence
};

// Hann windows of 46.4 ms every 11.6 ms; bins from 30 Hz to 16 kHz. Log-spectral distance: both
// magnitudes are limited from below to 80 dB under the truth's loudest bin; rms of the difference
// in dB over the bins of a frame, mean over the frames in which the truth exceeds the limit.
// Convergence: norm of the difference of unlimited magnitudes over all frames, by the truth's norm.
SpectralDistance spectral_distance(const std::vector<float>& sound, const std::vector<float>& truth,
                                   double sample_rate);

// Integrated loudness by ITU-R BS.1770-4, LUFS; at least -120.
double loudness_lufs(const std::vector<float>& sound, double sample_rate);

}  // namespace hemiola::measures
