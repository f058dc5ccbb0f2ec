// Distance between a sound and its reference: spectra and loudness.
#pragma once

#include <vector>

namespace hemiola::listening {

struct SpectralDistance {
  double log_db = 0;       // log-spectral distance
  double convergence = 0;  // spectral convergence
};

// Hann windows of 46.4 ms every 11.6 ms; bins from 30 Hz to 16 kHz. Log-spectral distance: rms over
// the bins of a frame of the difference in dB, with both magnitudes at least 80 dB below the
// loudest bin of the truth; mean over the frames in which the truth exceeds that limit.
// Convergence: norm of the difference of the unlimited magnitudes over all frames, divided by the
// truth's norm.
SpectralDistance spectral_distance(const std::vector<float>& sound, const std::vector<float>& truth,
                                   double sample_rate);

// Integrated loudness by ITU-R BS.1770-4, LUFS; at least -120.
double loudness_lufs(const std::vector<float>& sound, double sample_rate);

}  // namespace hemiola::listening
