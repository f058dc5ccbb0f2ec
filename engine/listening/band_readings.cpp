// Chroma and flux of log bands.
#include "listening/band_readings.h"

#include <algorithm>
#include <cmath>

namespace hemiola::listening {
namespace {

constexpr double kReachSeconds = 0.25, kCompression = 300;
constexpr double kLowestHz = 80, kHighestHz = 2000;
constexpr double kC0Hz = 16.351597831287414;
constexpr float kQuietest = 0.01f;  // peaks 40 dB below a frame's loudest don't count

// Means over 2 reach + 1 rows, fewer at the ends.
std::vector<float> smoothed(const std::vector<float>& rows, int width, int reach) {
  const int count = static_cast<int>(rows.size()) / width;
  std::vector<float> out(rows.size());
  for (int c = 0; c < width; ++c) {
    std::vector<double> sums = {0};
    for (int t = 0; t < count; ++t)
      sums.push_back(sums.back() + rows[static_cast<std::size_t>(t * width + c)]);
    for (int t = 0; t < count; ++t) {
      const int first = std::max(0, t - reach), end = std::min(count, t + reach + 1);
      out[static_cast<std::size_t>(t * width + c)] = static_cast<float>(
          (sums[static_cast<std::size_t>(end)] - sums[static_cast<std::size_t>(first)]) /
          (end - first));
    }
  }
  return out;
}

int reach_of(const evaluation::FrameClock& clock) {
  return static_cast<int>(kReachSeconds / clock.hop_seconds);
}

}  // namespace

evaluation::FrameClock clock_of(const features::Geometry& geometry, double sample_rate) {
  const double hop = features::hop_samples(geometry, sample_rate);
  return {(hop - features::lookback_samples(geometry, sample_rate)) / sample_rate,
          hop / sample_rate};
}

evaluation::Chroma band_chroma(const std::vector<float>& log_bands,
                               const features::Geometry& geometry, double sample_rate) {
  const int width = geometry.bands;
  const int frames = static_cast<int>(log_bands.size()) / width;
  evaluation::Chroma chroma{std::vector<float>(static_cast<std::size_t>(12 * frames)),
                            clock_of(geometry, sample_rate)};
  for (int t = 0; t < frames; ++t) {
    const float* row = &log_bands[static_cast<std::size_t>(t * width)];
    const float quietest =
        std::max(*std::max_element(row, row + width) + std::log(kQuietest), std::log(1e-5f));
    for (int band = 1; band + 1 < width; ++band) {
      const double hz = features::band_hz(geometry, band);
      if (hz < kLowestHz || hz > kHighestHz || row[band] < quietest) continue;
      if (row[band] <= row[band - 1] || row[band] < row[band + 1]) continue;
      const long semitones = std::lround(12 * std::log2(hz / kC0Hz));
      chroma.values[static_cast<std::size_t>(12 * t + semitones % 12)] +=
          std::exp(0.5f * row[band]);
    }
  }
  chroma.values = smoothed(chroma.values, 12, reach_of(chroma.clock));
  return chroma;
}

evaluation::Flux band_flux(const std::vector<float>& log_bands, const features::Geometry& geometry,
                           double sample_rate) {
  const auto width = static_cast<std::size_t>(geometry.bands);
  evaluation::Flux flux{{}, clock_of(geometry, sample_rate)};
  const auto loud = [&](std::size_t at) {
    return std::log1p(kCompression * std::exp(static_cast<double>(log_bands[at])));
  };
  for (std::size_t at = 0; at + width <= log_bands.size(); at += width) {
    double rise = 0;
    for (std::size_t band = 0; at > 0 && band < width; ++band)
      rise += std::max(0.0, loud(at + band) - loud(at + band - width));
    flux.values.push_back(static_cast<float>(rise));
  }
  const auto mean = smoothed(flux.values, 1, reach_of(flux.clock));
  for (std::size_t t = 0; t < mean.size(); ++t)
    flux.values[t] = std::max(0.0f, flux.values[t] - mean[t]);
  std::vector<float> sorted = flux.values;
  std::sort(sorted.begin(), sorted.end());
  const float strong = sorted.empty() ? 0 : sorted[sorted.size() * 19 / 20];
  for (float& value : flux.values) value = strong > 0 ? value / strong : 0;
  return flux;
}

}  // namespace hemiola::listening
