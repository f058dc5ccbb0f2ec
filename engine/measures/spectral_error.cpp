// Audible error of log spectrograms.
#include "measures/spectral_error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/analysis.h"
#include "modelfile/level.h"

namespace hemiola::measures {
namespace {

using modelfile::kDynamicRange, modelfile::kFallSeconds;
const double kQuietest = std::log(1e-4);        // 80 dB below full scale, taken as inaudible
constexpr double kReferenceSampleRate = 44100;  // for measuring the scale of mel bands

// Full scale in log bands. Pitch bands are amplitudes, about 1 at full scale. The paper's mel bands
// are sums over bins of any scale, so a full-scale sine is analysed to measure theirs.
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

std::vector<float> held_levels(std::span<const float> bands, const features::Geometry& geometry,
                               double hop_seconds) {
  const auto width = static_cast<std::size_t>(geometry.bands);
  const double lowest = full_scale(geometry) + kQuietest;
  const double fall = kDynamicRange * hop_seconds / kFallSeconds;
  std::vector<float> levels;
  double held = lowest;
  for (std::size_t at = 0; at + width <= bands.size(); at += width) {
    held = std::max({held - fall, frame_level(bands.subspan(at, width)), lowest});
    levels.push_back(static_cast<float>(held));
  }
  return levels;
}

}  // namespace

double frame_level(std::span<const float> log_bands) {
  double power = 0;
  for (const float value : log_bands) power += std::exp(2.0 * value);
  return 0.5 * std::log(power / static_cast<double>(log_bands.size()));
}

std::vector<float> audible_floor(std::span<const float> truth, const features::Geometry& geometry,
                                 double hop_seconds) {
  std::vector<float> floor = held_levels(truth, geometry, hop_seconds);
  const double lowest = full_scale(geometry) + kQuietest;
  for (float& level : floor) level = static_cast<float>(std::max(level - kDynamicRange, lowest));
  return floor;
}

std::vector<float> relative_bands(std::span<const float> bands, const features::Geometry& geometry,
                                  double hop_seconds) {
  const std::vector<float> levels = held_levels(bands, geometry, hop_seconds);
  const auto width = static_cast<std::size_t>(geometry.bands);
  std::vector<float> out(bands.begin(), bands.end());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = std::max(out[i] - levels[i / width], static_cast<float>(-kDynamicRange));
  return out;
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

}  // namespace hemiola::measures
