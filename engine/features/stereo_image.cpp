// Filters, followers, and the mix.
#include "features/stereo_image.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace hemiola::features {

namespace {

constexpr double kSeconds = 0.05;    // of the followers
constexpr double kFloor = 1e-9;      // power below which nothing is measured
constexpr double kNarrowest = 2e-5;  // less width than this is none
// Coefficients of a pair of allpass chains, by Olli Niemitalo (iki.fi/o/dsp, "Hilbert transform").
constexpr std::array<std::array<double, 4>, 2> kAllpasses = {
    {{0.6923878, 0.9360654322959, 0.9882295226860, 0.9987488452737},
     {0.4021921162426, 0.8561710882420, 0.9722909545651, 0.9952884791278}}};

}  // namespace

double StereoImage::Section::process(double x) noexcept {
  const double y = b[0] * x + memory[0];
  memory[0] = b[1] * x - a[0] * y + memory[1];
  memory[1] = b[2] * x - a[1] * y;
  return y;
}

StereoImage::Crossover::Crossover(double hertz, double sample_rate) {
  const double w = std::tan(std::numbers::pi * std::min(hertz / sample_rate, 0.49));
  const double norm = 1 / (1 + std::numbers::sqrt2 * w + w * w);
  const std::array<double, 2> a = {2 * (w * w - 1) * norm,
                                   (1 - std::numbers::sqrt2 * w + w * w) * norm};
  low.fill({{w * w * norm, 2 * w * w * norm, w * w * norm}, a, {}});
  high.fill({{norm, -2 * norm, norm}, a, {}});
}

double StereoImage::Crossover::below(double x) noexcept {
  return low[1].process(low[0].process(x));
}
double StereoImage::Crossover::above(double x) noexcept {
  return high[1].process(high[0].process(x));
}

StereoImage::Splitter::Splitter(double sample_rate) : match_(kCrossovers.size()) {
  for (std::size_t i = 0; i < kCrossovers.size(); ++i) {
    split_.emplace_back(kCrossovers[i], sample_rate);
    for (std::size_t later = i + 1; later < kCrossovers.size(); ++later)
      match_[i].emplace_back(kCrossovers[later], sample_rate);
  }
}

StereoImage::Bands StereoImage::Splitter::split(double x) noexcept {
  Bands bands{};
  for (std::size_t i = 0; i < split_.size(); ++i) {
    bands[i] = split_[i].below(x);
    x = split_[i].above(x);
    for (Crossover& later : match_[i]) bands[i] = later.below(bands[i]) + later.above(bands[i]);
  }
  bands.back() = x;
  return bands;
}

double StereoImage::Quadrature::Allpass::process(double x, double squared) noexcept {
  const double y = squared * (x + out[1]) - in[1];
  in = {x, in[0]};
  out = {y, out[0]};
  return y;
}

std::array<double, 2> StereoImage::Quadrature::process(double x) noexcept {
  std::array<double, 2> y = {x, x};
  for (std::size_t chain = 0; chain < 2; ++chain)
    for (std::size_t i = 0; i < 4; ++i)
      y[chain] = chains_[chain][i].process(y[chain], kAllpasses[chain][i] * kAllpasses[chain][i]);
  std::swap(y[0], delayed_);  // the first chain is a sample early
  return y;
}

StereoImage::StereoImage(double sample_rate)
    : smoothing_(1 - std::exp(std::log(0.001) / (kSeconds * sample_rate))),
      sound_(sample_rate),
      later_(sample_rate),
      source_left_(sample_rate),
      source_right_(sample_rate) {}

void StereoImage::process(std::span<const float> sound, std::span<const float> source_left,
                          std::span<const float> source_right, std::span<float> left,
                          std::span<float> right) {
  for (std::size_t n = 0; n < sound.size(); ++n) {
    const auto [now, quarter] = quadrature_.process(sound[n]);
    const Bands own = sound_.split(now), wide = later_.split(quarter);
    const Bands l = source_left_.split(source_left[n]), r = source_right_.split(source_right[n]);
    double sum_left = 0, sum_right = 0;
    for (std::size_t i = 0; i < kBands; ++i) {
      left_power_[i] += smoothing_ * (l[i] * l[i] - left_power_[i]);
      right_power_[i] += smoothing_ * (r[i] * r[i] - right_power_[i]);
      product_[i] += smoothing_ * (l[i] * r[i] - product_[i]);
      const double pl = left_power_[i] + kFloor, pr = right_power_[i] + kFloor;
      const double alike = (product_[i] + kFloor) / std::sqrt(pl * pr);
      const double apart = std::max(0.0, std::clamp((1 - alike) / 2, 0.0, 1.0) - kNarrowest);
      const double middle = own[i] * std::sqrt(1 - apart), side = wide[i] * std::sqrt(apart);
      sum_left += std::sqrt(2 * pl / (pl + pr)) * (middle + side);
      sum_right += std::sqrt(2 * pr / (pl + pr)) * (middle - side);
    }
    left[n] = static_cast<float>(sum_left);
    right[n] = static_cast<float>(sum_right);
  }
}

}  // namespace hemiola::features
