// Bands to bins of the synthesis, as a matrix without negative entries.
#include "features/inversion.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/transform.h"

namespace hemiola::features {

namespace {

// Entries smaller than this share of their band's largest one are dropped.
constexpr double kNegligible = 1e-5;
// Lags per synthesis window: frequencies reach to +-8 bins.
constexpr int kLags = 64;
// Points of a triangle: it is narrower than a bin in the bass, some bins wide in the treble.
constexpr int kPointsPerBin = 8;

// Autocorrelation of a window, whose transform is the blur of power spectra.
double overlap(double rise, double fall, double lag) {
  constexpr int kSteps = 400;
  const double length = rise + fall;
  double sum = 0.0;
  const auto window = [&](double t) {
    if (t <= 0.0 || t >= length) return 0.0;
    const double phase = t < rise ? t / rise : 1.0 + (t - rise) / fall;
    return hann(std::numbers::pi * phase);
  };
  for (int i = 0; i < kSteps; ++i) {
    const double t = length * (i + 0.5) / kSteps;
    sum += window(t) * window(t + lag);
  }
  return sum;
}

// The extra blur of the synthesis window compared with an analysis window, as a sum of cosines: the
// transform of the quotient of the two windows' autocorrelations.
class MissingBlur {
 public:
  MissingBlur(const Window& analysis, double synthesis_seconds) : span_seconds_(synthesis_seconds) {
    const double half = 0.5 * synthesis_seconds;
    alike_ = std::abs(analysis.rise_seconds - half) < 0.02 * half &&
             std::abs(analysis.fall_seconds - half) < 0.02 * half;
    const double synthesis_all = overlap(half, half, 0.0);
    const double analysis_all = overlap(analysis.rise_seconds, analysis.fall_seconds, 0.0);
    for (int i = 0; i < kLags; ++i) {
      const double lag = span_seconds_ * i / kLags;
      const double wide = overlap(analysis.rise_seconds, analysis.fall_seconds, lag) / analysis_all;
      quotient_[i] = overlap(half, half, lag) / synthesis_all / std::max(wide, 1e-9);
    }
  }

  bool none() const { return alike_; }
  double reach_hz() const { return 4.0 / span_seconds_; }
  double at(double hz) const {
    double sum = 0.5 * quotient_[0];
    for (int i = 1; i < kLags; ++i) {
      sum += quotient_[i] * std::cos(2.0 * std::numbers::pi * hz * span_seconds_ * i / kLags);
    }
    return std::max(0.0, sum);
  }

 private:
  double span_seconds_;
  bool alike_ = false;
  double quotient_[kLags] = {};
};

// Adds one unit of a band's energy, spread over the bins, through one window class; sums to share.
void add_column(const Geometry& geometry, const SynthesisFrame& frame, const MissingBlur& blur,
                int band, double share, std::vector<double>& column) {
  const double hz_per_bin = frame.hz_per_bin();
  const double low = band_hz(geometry, band - 1);
  const double high = band_hz(geometry, band + 1);
  const int points = std::max(16, static_cast<int>((high - low) / hz_per_bin * kPointsPerBin));
  std::vector<double> spread(column.size(), 0.0);
  double sum = 0.0;
  for (int p = 0; p < points; ++p) {
    const double hz = low + (high - low) * (p + 0.5) / points;
    const double weight = pitch_triangle(geometry, band, hz);
    const double at = hz / hz_per_bin;
    const double reach = blur.none() ? 1.0 : blur.reach_hz() / hz_per_bin;
    const int first = std::max(0, static_cast<int>(std::ceil(at - reach)));
    const int last = std::min(static_cast<int>(column.size()) - 1, static_cast<int>(at + reach));
    for (int bin = first; bin <= last; ++bin) {
      const double offset = bin - at;
      const double value = weight * (blur.none() ? std::max(0.0, 1.0 - std::abs(offset))
                                                 : blur.at(offset * hz_per_bin));
      spread[static_cast<std::size_t>(bin)] += value;
      sum += value;
    }
  }
  for (std::size_t bin = 0; bin < column.size() && sum > 0.0; ++bin) {
    column[bin] += share * spread[bin] / sum;
  }
}

SparseRows rows_from_columns(const std::vector<std::vector<double>>& columns, std::size_t bins) {
  SparseRows rows;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    std::vector<double> row;
    for (const auto& column : columns) row.push_back(column[bin]);
    const auto used = [](double value) { return value > 0.0; };
    const auto first = std::find_if(row.begin(), row.end(), used);
    const auto last = std::find_if(row.rbegin(), row.rend(), used).base();
    rows.add_row(first == row.end() ? 0 : static_cast<int>(first - row.begin()),
                 first == row.end() ? std::vector<double>() : std::vector<double>(first, last));
  }
  return rows;
}

std::vector<std::vector<double>> pitch_columns(const Geometry& geometry,
                                               const SynthesisFrame& frame) {
  const int bins = frame.bins();
  // Parseval's theorem: power of a bin for a mean square of one.
  const double power = 0.5 * frame.transform * (3.0 / 8.0 * frame.window);
  std::vector<MissingBlur> blurs;
  for (const Window& window : geometry.windows) {
    blurs.emplace_back(window, frame.window / frame.sample_rate);
  }
  std::vector<std::vector<double>> columns;
  for (int band = 0; band < geometry.bands; ++band) {
    std::vector<double> column(static_cast<std::size_t>(bins), 0.0);
    const auto shares = class_shares(geometry, band);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (shares[i] > 0.0) add_column(geometry, frame, blurs[i], band, shares[i] * power, column);
    }
    const double negligible = kNegligible * *std::max_element(column.begin(), column.end());
    for (double& value : column) value = value > negligible ? value : 0.0;
    column.front() = column.back() = 0.0;
    columns.push_back(column);
  }
  return columns;
}

// The published analysis has no inverse; bands are interpolated linearly here. The scale undoes
// that of the analysis, whose magnitudes are those of a Hann window of 2 048 samples.
std::vector<std::vector<double>> mel_columns(const Geometry& geometry,
                                             const SynthesisFrame& frame) {
  const auto bins = static_cast<std::size_t>(frame.bins());
  const double hz_per_bin = frame.hz_per_bin();
  const double scale = 0.5 * frame.window / 1024.0 * (22050.0 / 2048.0);
  std::vector<std::vector<double>> columns;
  for (int band = 0; band < geometry.bands; ++band) {
    std::vector<double> column(bins, 0.0);
    const double height = 2.0 / (band_hz(geometry, band + 1) - band_hz(geometry, band - 1));
    for (std::size_t bin = 1; bin + 1 < bins; ++bin) {
      const double triangle =
          mel_triangle(geometry, band, static_cast<double>(bin) * hz_per_bin) / height;
      column[bin] = scale * triangle;
    }
    columns.push_back(column);
  }
  return columns;
}

}  // namespace

SparseRows invert_bands(const Geometry& geometry, const SynthesisFrame& frame) {
  const auto bins = static_cast<std::size_t>(frame.bins());
  return rows_from_columns(
      geometry.axis == Axis::pitch ? pitch_columns(geometry, frame) : mel_columns(geometry, frame),
      bins);
}

}  // namespace hemiola::features
