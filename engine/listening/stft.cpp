// Short-time Fourier transforms of whole sounds.
#include "listening/stft.h"

#include <cmath>
#include <complex>
#include <numbers>

#include "features/transform.h"

namespace hemiola::listening {

Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds) {
  const long window = 2 * std::lround(0.5 * window_seconds * sample_rate);
  const long hop = std::lround(hop_seconds * sample_rate);
  const features::RealTransform transform(features::smooth_even_size(static_cast<int>(window)));
  features::AlignedBuffer<float> block(static_cast<std::size_t>(transform.size()));
  features::AlignedBuffer<std::complex<float>> bins(static_cast<std::size_t>(transform.bins()));
  std::vector<float> hann;
  for (long i = 0; i < window; ++i)
    hann.push_back(
        static_cast<float>((1 - std::cos(2 * std::numbers::pi * (i + 0.5) / window)) / window));
  Magnitudes out{{}, transform.bins(), sample_rate / transform.size()};
  const long length = static_cast<long>(samples.size());
  for (long centre = 0; centre < length; centre += hop) {
    block.clear();
    for (long i = 0; i < window; ++i) {
      const long at = centre - window / 2 + i;
      if (at < 0 || at >= length) continue;
      block[static_cast<std::size_t>(i)] =
          hann[static_cast<std::size_t>(i)] * samples[static_cast<std::size_t>(at)];
    }
    transform.forward(block, bins);
    for (std::size_t k = 0; k < bins.size(); ++k) out.values.push_back(std::abs(bins[k]));
  }
  return out;
}

}  // namespace hemiola::listening
