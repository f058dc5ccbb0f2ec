// Chroma and flux of log bands.
#include "measures/band_readings.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hemiola::measures {
namespace {

constexpr double kCompression = 300;
constexpr double kLowestHz = 80, kHighestHz = 2000;
constexpr double kC0Hz = 16.351597831287414;
constexpr float kQuietest = 0.01f;  // ignores peaks 40 dB below a frame's maximum

}  // namespace

FrameClock clock_of(const features::Geometry& geometry, double sample_rate) {
  const double hop = features::hop_samples(geometry, sample_rate);
  return {(hop - features::lookback_samples(geometry, sample_rate)) / sample_rate,
          hop / sample_rate};
}

Chroma band_chroma(const std::vector<float>& log_bands, const features::Geometry& geometry,
                   double sample_rate) {
  const int width = geometry.bands;
  const int frames = static_cast<int>(log_bands.size()) / width;
  std::vector<float> classes(static_cast<std::size_t>(12 * frames));
  for (int t = 0; t < frames; ++t) {
    const float* row = &log_bands[static_cast<std::size_t>(t * width)];
    const float quietest =
        std::max(*std::max_element(row, row + width) + std::log(kQuietest), std::log(1e-5f));
    for (int band = 1; band + 1 < width; ++band) {
      const double hz = features::band_hz(geometry, band);
      if (hz < kLowestHz || hz > kHighestHz || row[band] < quietest) continue;
      if (row[band] <= row[band - 1] || row[band] < row[band + 1]) continue;
      const long semitones = std::lround(12 * std::log2(hz / kC0Hz));
      classes[static_cast<std::size_t>(12 * t + semitones % 12)] += std::exp(0.5f * row[band]);
    }
  }
  return chroma_from(classes, clock_of(geometry, sample_rate));
}

Flux band_flux(const std::vector<float>& log_bands, const features::Geometry& geometry,
               double sample_rate) {
  const auto width = static_cast<std::size_t>(geometry.bands);
  std::vector<float> rises;
  const auto loud = [&](std::size_t at) {
    return std::log1p(kCompression * std::exp(static_cast<double>(log_bands[at])));
  };
  for (std::size_t at = 0; at + width <= log_bands.size(); at += width) {
    double rise = 0;
    for (std::size_t band = 0; at > 0 && band < width; ++band)
      rise += std::max(0.0, loud(at + band) - loud(at + band - width));
    rises.push_back(static_cast<float>(rise));
  }
  return flux_from(std::move(rises), clock_of(geometry, sample_rate));
}

}  // namespace hemiola::measures
