// Shape of a steady tone in the bands, and its pitch from them.
#include "features/tone_shapes.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "features/bands.h"
#include "features/transform.h"

namespace hemiola::features {

namespace {

constexpr int kSteps = 8;  // positions per band
constexpr int kSpan = 2 * ToneShapes::kReach + 1;
constexpr int kOffsets = 33;  // points of the correction, from one band below to one above
constexpr float kSkirtShare = 0.01f;
constexpr float kWideShare = 0.2f;
// Maximum distance, in bands, of a tone from the centre of its loudest band.
constexpr float kFurthestOffset = 0.75f;

float offset_at(int point) { return 2.0f * static_cast<float>(point) / (kOffsets - 1) - 1.0f; }

// Power of a window's transform around its peak, averaged over positions between the bins, as the
// analysis interpolates linearly between them.
class Lobe {
 public:
  Lobe(const Window& window, double padded_seconds)
      : length_(window.rise_seconds + window.fall_seconds) {
    std::vector<double> sharp;
    for (int i = 0; i <= kLobeReach * kPerBin; ++i) sharp.push_back(power(window, i));
    const int hat = static_cast<int>(std::lround(kPerBin * length_ / padded_seconds));
    const int end = static_cast<int>(sharp.size());
    for (int i = 0; i < end; ++i) {
      double sum = 0.0;
      double weights = 0.0;
      for (int j = -hat + 1; j < hat; ++j) {
        const int at = std::abs(i + j);
        if (at >= end) continue;
        const double weight = 1.0 - std::abs(j) / static_cast<double>(hat);
        sum += weight * sharp[static_cast<std::size_t>(at)];
        weights += weight;
      }
      power_.push_back(sum / weights);
    }
  }

  double reach_hz() const { return kLobeReach / length_; }
  double at(double hz) const {
    const double place = std::abs(hz) * length_ * kPerBin;
    const auto i = static_cast<std::size_t>(place);
    if (i + 1 >= power_.size()) return 0.0;
    return std::lerp(power_[i], power_[i + 1], place - static_cast<double>(i));
  }

 private:
  static constexpr int kLobeReach = 8;  // in units of 1 / length
  static constexpr int kPerBin = 24;

  double power(const Window& window, int step) const {
    constexpr int kPoints = 512;
    std::complex<double> sum = 0.0;
    for (int p = 0; p < kPoints; ++p) {
      const double part = (p + 0.5) / kPoints;
      const double past_peak = part * length_ - window.rise_seconds;
      const double phase = past_peak < 0.0 ? 1.0 + past_peak / window.rise_seconds
                                           : 1.0 + past_peak / window.fall_seconds;
      const double w = hann(std::numbers::pi * phase);
      sum += std::polar(w, -2.0 * std::numbers::pi * step / kPerBin * part);
    }
    return std::norm(sum);
  }

  double length_;
  std::vector<double> power_;
};

// Adds the shares of a tone's energy in the bands around it, through one window class.
void add_shares(const Geometry& geometry, const Lobe& lobe, double position, int first_band,
                const std::vector<double>& class_share_of_band, float* shares) {
  constexpr int kPoints = 384;
  const double tone_hz = band_hz(geometry, position);
  double whole = 0.0;
  double sums[kSpan + 1] = {};
  for (int p = 0; p < kPoints; ++p) {
    const double offset = lobe.reach_hz() * (2.0 * (p + 0.5) / kPoints - 1.0);
    const double power = lobe.at(offset);
    whole += power;
    const double hz = tone_hz + offset;
    if (hz <= 0.0) continue;
    const double at = geometry.bands_per_octave * std::log2(hz / geometry.lowest_hz) - first_band;
    if (at < 0.0 || at >= kSpan) continue;
    const auto band = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(band);
    sums[band] += power * (1.0 - part);
    sums[band + 1] += power * part;
  }
  for (int i = 0; i < kSpan; ++i) {
    const int band = first_band + i;
    if (band < 0 || band >= geometry.bands) continue;
    const double class_share = class_share_of_band[static_cast<std::size_t>(band)];
    shares[i] += static_cast<float>(sums[i] / whole * class_share);
  }
}

}  // namespace

ToneShapes::ToneShapes(const Geometry& geometry) : bands_(geometry.bands) {
  shares_.resize(static_cast<std::size_t>(bands_ * kSteps * kSpan));
  for (std::size_t index = 0; index < geometry.windows.size(); ++index) {
    const Lobe lobe(geometry.windows[index], padded_seconds(geometry, index));
    std::vector<double> class_share_of_band;
    for (int band = 0; band < bands_; ++band) {
      class_share_of_band.push_back(class_shares(geometry, band)[index]);
    }
    for (int step = 0; step < bands_ * kSteps; ++step) {
      add_shares(geometry, lobe, static_cast<double>(step) / kSteps, step / kSteps - kReach,
                 class_share_of_band, shares_.data() + step * kSpan);
    }
  }
  measure_widths();
  correct_offsets();
}

void ToneShapes::measure_widths() {
  for (int band = 0; band < bands_; ++band) {
    const auto at = static_cast<float>(band);
    const float peak = share(at, band);
    is_wide_.push_back(share(at, band + 1) > kWideShare * peak);
    int skirt = 2;
    while (skirt < kReach && share(at, band + skirt) > kSkirtShare * peak) ++skirt;
    skirt_.push_back(skirt);
  }
}

// Measures the raw offsets of tones of known pitch, then inverts that curve.
void ToneShapes::correct_offsets() {
  for (int band = 0; band < bands_; ++band) {
    float read[kOffsets];
    for (int i = 0; i < kOffsets; ++i) {
      const float position = static_cast<float>(band) + offset_at(i);
      read[i] = raw_offset(band, share(position, band - 1), share(position, band),
                           share(position, band + 1));
      if (i > 0) read[i] = std::max(read[i], read[i - 1]);
    }
    int from = 0;
    for (int i = 0; i < kOffsets; ++i) {
      while (from + 2 < kOffsets && read[from + 1] < offset_at(i)) ++from;
      const float width = read[from + 1] - read[from];
      const float part = width > 1e-6f ? (offset_at(i) - read[from]) / width : 0.5f;
      const float step = offset_at(1) - offset_at(0);
      correction_.push_back(offset_at(from) + step * std::clamp(part, 0.0f, 1.0f));
    }
  }
}

float ToneShapes::share(float position, int band) const noexcept {
  const float place = std::clamp(position, 0.0f, static_cast<float>(bands_ - 1)) * kSteps;
  const int step = std::min(static_cast<int>(place), bands_ * kSteps - 2);
  const auto at = [&](int s) {
    const int i = band - (s / kSteps - kReach);
    return i < 0 || i >= kSpan ? 0.0f : shares_[static_cast<std::size_t>(s * kSpan + i)];
  };
  return at(step) + (place - static_cast<float>(step)) * (at(step + 1) - at(step));
}

// Wide tones: peak of a parabola through the logs. Narrow ones: centre of gravity, which does not
// depend on the window's far side lobes.
float ToneShapes::raw_offset(int band, float below, float peak, float above) const noexcept {
  constexpr float kTiny = 1e-30f;
  if (!is_wide(band)) return (above - below) / std::max(below + peak + above, kTiny);
  const float low = std::log(std::max(below, kTiny));
  const float mid = std::log(std::max(peak, kTiny));
  const float high = std::log(std::max(above, kTiny));
  const float curvature = low - 2.0f * mid + high;
  return curvature < -1e-6f ? std::clamp(0.5f * (low - high) / curvature, -1.0f, 1.0f) : 0.0f;
}

float ToneShapes::position(int band, float below, float peak, float above) const noexcept {
  const float place = 0.5f * (raw_offset(band, below, peak, above) + 1.0f) * (kOffsets - 1);
  const int i = std::clamp(static_cast<int>(place), 0, kOffsets - 2);
  const float* curve = correction_.data() + band * kOffsets;
  const float offset = curve[i] + (place - static_cast<float>(i)) * (curve[i + 1] - curve[i]);
  return static_cast<float>(band) + std::clamp(offset, -kFurthestOffset, kFurthestOffset);
}

}  // namespace hemiola::features
