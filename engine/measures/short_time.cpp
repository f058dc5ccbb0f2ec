// Short-time Fourier transform with Hann windows.
#include "measures/short_time.h"

#include <cmath>
#include <complex>
#include <numbers>

#include "features/transform.h"

namespace hemiola::measures {

void for_each_spectrum(const std::vector<float>& samples, int window, int hop,
                       const std::function<void(int, const Spectrum&)>& take) {
  const features::RealTransform transform(features::smooth_even_size(window));
  features::AlignedBuffer<float> block(static_cast<std::size_t>(transform.size()));
  features::AlignedBuffer<std::complex<float>> bins(static_cast<std::size_t>(transform.bins()));
  Spectrum magnitudes(static_cast<std::size_t>(transform.bins()));
  std::vector<double> shape;
  for (int i = 0; i < window; ++i)
    shape.push_back(features::hann(2 * std::numbers::pi * (i + 0.5) / window));
  const auto length = static_cast<long>(samples.size());
  for (int step = 0; static_cast<long>(step) * hop < length; ++step) {
    block.clear();
    const long first = static_cast<long>(step) * hop - window / 2;
    for (int i = 0; i < window; ++i)
      if (first + i >= 0 && first + i < length)
        block[static_cast<std::size_t>(i)] = static_cast<float>(
            shape[static_cast<std::size_t>(i)] * samples[static_cast<std::size_t>(first + i)]);
    transform.forward(block, bins);
    for (std::size_t k = 0; k < magnitudes.size(); ++k)
      magnitudes[k] = 2.0f * std::abs(bins[k]) / static_cast<float>(window);
    take(step, magnitudes);
  }
}

Magnitudes magnitudes_of(const std::vector<float>& samples, double sample_rate,
                         double window_seconds, double hop_seconds) {
  const int window = 2 * static_cast<int>(std::lround(0.5 * window_seconds * sample_rate));
  Magnitudes out{{}, 0, sample_rate / features::smooth_even_size(window)};
  for_each_spectrum(samples, window, static_cast<int>(std::lround(hop_seconds * sample_rate)),
                    [&](int, const Spectrum& spectrum) {
                      out.bins = static_cast<int>(spectrum.size());
                      out.values.insert(out.values.end(), spectrum.begin(), spectrum.end());
                    });
  return out;
}

}  // namespace hemiola::measures
