// Short-time Fourier transforms of whole sounds.
#include "listening/stft.h"

#include <cmath>

#include "evaluation/short_time.h"
#include "features/transform.h"

namespace hemiola::listening {

Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds) {
  const int window = 2 * static_cast<int>(std::lround(0.5 * window_seconds * sample_rate));
  Magnitudes out{{}, 0, sample_rate / features::smooth_even_size(window)};
  evaluation::for_each_spectrum(
      samples, window, static_cast<int>(std::lround(hop_seconds * sample_rate)),
      [&](int, const evaluation::Spectrum& spectrum) {
        out.bins = static_cast<int>(spectrum.size());
        out.values.insert(out.values.end(), spectrum.begin(), spectrum.end());
      });
  return out;
}

}  // namespace hemiola::listening
