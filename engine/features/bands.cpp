// Bands as weighted sums of bins: overlapping triangles along pitch or mel, as sparse matrices.
#include "features/bands.h"

#include <algorithm>
#include <cmath>

namespace hemiola::features {

namespace {

// Three-point Gauss-Legendre on [0, 1]: enough, as pieces are short, a logarithm times a line.
constexpr double kNodes[3] = {0.1127016653792583, 0.5, 0.8872983346207417};
constexpr double kShares[3] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};

// Bands over which one window class fades into the next: enough to hide the border, but few, as
// tones there have two different lobes.
constexpr double kFadeBands = 3.0;

}  // namespace

void SparseRows::add_row(int first_column, const std::vector<double>& weights) {
  const int count = static_cast<int>(weights.size());
  runs_.push_back({first_column, count, static_cast<int>(weights_.size())});
  weights_.insert(weights_.end(), weights.begin(), weights.end());
  if (count == 0) return;
  if (end_column_ == 0) first_column_ = first_column;
  first_column_ = std::min(first_column_, first_column);
  end_column_ = std::max(end_column_, first_column + count);
}

void SparseRows::add_product(const float* in, float* out) const noexcept {
  for (std::size_t row = 0; row < runs_.size(); ++row) {
    const Run& run = runs_[row];
    const float* weights = weights_.data() + run.offset;
    const float* values = in + run.first_column;
    float sum = 0.0f;
    for (int i = 0; i < run.count; ++i) sum += weights[i] * values[i];
    out[row] += sum;
  }
}

double pitch_triangle(const Geometry& geometry, int band, double hz) {
  if (hz <= 0.0) return 0.0;
  const double at = geometry.bands_per_octave * std::log2(hz / geometry.lowest_hz);
  return std::max(0.0, 1.0 - std::abs(at - band));
}

double mel_triangle(const Geometry& geometry, int band, double hz) {
  const double low = band_hz(geometry, band - 1);
  const double centre = band_hz(geometry, band);
  const double high = band_hz(geometry, band + 1);
  const double height = std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
  return std::max(0.0, height) * 2.0 / (high - low);
}

std::vector<double> class_shares(const Geometry& geometry, int band) {
  const auto& windows = geometry.windows;
  std::vector<double> above(windows.size() + 1, 0.0);  // share of this class and all higher ones
  above[0] = 1.0;
  for (std::size_t i = 1; i < windows.size(); ++i) {
    const double border =
        geometry.bands_per_octave * std::log2(windows[i].from_hz / geometry.lowest_hz);
    const double t = std::clamp((band - border) / kFadeBands + 0.5, 0.0, 1.0);
    above[i] = std::min(above[i - 1], t * t * (3.0 - 2.0 * t));
  }
  std::vector<double> shares(windows.size());
  for (std::size_t i = 0; i < windows.size(); ++i) shares[i] = above[i] - above[i + 1];
  return shares;
}

double padded_seconds(const Geometry& geometry, std::size_t window_class) {
  const Window& window = geometry.windows[window_class];
  const double length = window.rise_seconds + window.fall_seconds;
  if (geometry.axis == Axis::mel) return length;
  const double lowest_hz = std::max(window.from_hz, geometry.lowest_hz);
  const double narrowest_hz = lowest_hz * (std::exp2(1.0 / geometry.bands_per_octave) - 1.0);
  return std::clamp(2.0 / narrowest_hz, length, 2.0 * length);
}

SparseRows integrate_pitch_bands(const Geometry& geometry, double hz_per_bin, int bins,
                                 const std::vector<double>& scale_of_band) {
  SparseRows rows;
  const double end_hz = hz_per_bin * (bins - 1);
  for (int band = 0; band < geometry.bands; ++band) {
    const double scale = scale_of_band[static_cast<std::size_t>(band)];
    const double centre = band_hz(geometry, band);
    if (scale == 0.0 || centre >= end_hz) {
      rows.add_row(0, {});
      continue;
    }
    const double low = band_hz(geometry, band - 1);
    const double high = std::min(band_hz(geometry, band + 1), end_hz);
    const int first = static_cast<int>(std::floor(low / hz_per_bin));
    const int last = std::min(bins - 1, static_cast<int>(std::ceil(high / hz_per_bin)));
    std::vector<double> cuts = {low, centre, high};
    for (int bin = first + 1; bin < last; ++bin) cuts.push_back(bin * hz_per_bin);
    std::sort(cuts.begin(), cuts.end());
    std::vector<double> weights(static_cast<std::size_t>(last - first + 1), 0.0);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const double width = cuts[i + 1] - cuts[i];
      for (int node = 0; node < 3; ++node) {
        const double hz = cuts[i] + kNodes[node] * width;
        const double value = scale * kShares[node] * width * pitch_triangle(geometry, band, hz);
        const double at = std::min(hz / hz_per_bin - first, static_cast<double>(last - first));
        const auto bin = static_cast<std::size_t>(std::min(at, last - first - 1.0));
        weights[bin] += value * (1.0 - (at - static_cast<double>(bin)));
        weights[bin + 1] += value * (at - static_cast<double>(bin));
      }
    }
    rows.add_row(first, weights);
  }
  return rows;
}

SparseRows sample_mel_bands(const Geometry& geometry, double hz_per_bin, int bins, double scale) {
  SparseRows rows;
  for (int band = 0; band < geometry.bands; ++band) {
    const int first = static_cast<int>(std::ceil(band_hz(geometry, band - 1) / hz_per_bin));
    const int last =
        std::min(bins - 1, static_cast<int>(std::floor(band_hz(geometry, band + 1) / hz_per_bin)));
    std::vector<double> weights;
    for (int bin = first; bin <= last; ++bin) {
      weights.push_back(scale * mel_triangle(geometry, band, bin * hz_per_bin));
    }
    rows.add_row(weights.empty() ? 0 : first, weights);
  }
  return rows;
}

}  // namespace hemiola::features
