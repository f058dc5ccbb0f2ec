// Audible error of log spectrograms.
#include "evaluation/nats.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/analysis.h"

namespace hemiola::evaluation {
namespace {

const double kRangeNats = std::log(1e3);        // 60 dB
const double kQuietest = std::log(1e-4);        // 80 dB below full scale
constexpr double kFallSeconds = 5;              // in which the held level falls by the range
constexpr double kReferenceSampleRate = 44100;  // to learn the scale of mel bands with

// Bands along pitch are amplitudes, full scale being about 1; the published mel bands are sums over
// bins of any size, so they are asked what they make of a sine of full scale.
double full_scale(const features::Geometry& geometry) {
  if (geometry.axis == features::Axis::pitch) return 0;
  std::vector<float> sine(static_cast<std::size_t>(kReferenceSampleRate / 2));
  for (std::size_t i = 0; i < sine.size(); ++i)
    sine[i] = static_cast<float>(
        std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(i) / kReferenceSampleRate));
  const auto bands =
      features::analyse(features::make_analysis_tables(geometry, kReferenceSampleRate), sine);
  return *std::max_element(bands.begin(), bands.end());
}

}  // namespace

double frame_level(std::span<const float> log_bands) {
  double power = 0;
  for (const float value : log_bands) power += std::exp(2.0 * value);
  return 0.5 * std::log(power / static_cast<double>(log_bands.size()));
}

std::vector<float> audible_floor(std::span<const float> truth, const features::Geometry& geometry,
                                 double hop_seconds) {
  const auto bands = static_cast<std::size_t>(geometry.bands);
  const double lowest = full_scale(geometry) + kQuietest;
  const double fall = kRangeNats * hop_seconds / kFallSeconds;
  std::vector<float> floor;
  double held = lowest;
  for (std::size_t at = 0; at + bands <= truth.size(); at += bands) {
    held = std::max(held - fall, frame_level(truth.subspan(at, bands)));
    floor.push_back(static_cast<float>(std::max(held - kRangeNats, lowest)));
  }
  return floor;
}

double error_nats(std::span<const float> bands, std::span<const float> truth,
                  std::span<const float> floor) {
  const std::size_t size = std::min(bands.size(), truth.size());
  if (size == 0 || floor.empty()) return 0;
  const std::size_t a_frame = truth.size() / floor.size();
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const float lowest = floor[i / a_frame];
    sum += std::abs(std::max(bands[i], lowest) - std::max(truth[i], lowest));
  }
  return sum / static_cast<double>(size);
}

}  // namespace hemiola::evaluation
