// Running level and loudness of one frame at a time.
#include "modelfile/level.h"

#include <algorithm>
#include <cmath>

namespace hemiola::modelfile {
namespace {

constexpr double kCorrectionSeconds = 0.05;

}  // namespace

float follow_level(std::span<const float> log_bands, double hop_seconds, float& before) {
  double power = 0;
  for (const float log : log_bands) power += std::exp(2 * log);
  const double now = 0.5 * std::log(power / static_cast<double>(log_bands.size())) - kLowestLevel;
  const double fall = kDynamicRange * hop_seconds / kFallSeconds;
  before = static_cast<float>(std::max({before - fall, now, 0.0}));
  return static_cast<float>(before + kLowestLevel);
}

float loudness_of(float level) { return static_cast<float>((level - kLowestLevel) / kNatsPerUnit); }

float level_of(float loudness) {
  const double faded = std::max(0.0, kFadeUnits - loudness);
  const double bounded = std::min<double>(loudness, kMaxLoudness);
  return static_cast<float>(kLowestLevel + kNatsPerUnit * bounded - kExpansion * faded);
}

float expand_downward(float log_band, float level) {
  const float knee = level - static_cast<float>(kDynamicRange - kExpanderKneeNats);
  return log_band - static_cast<float>(kExpanderSlope) * std::max(knee - log_band, 0.0f);
}

float gate(float level) {
  return static_cast<float>(std::clamp((level - kLowestLevel) / kFadeNats, 0.0, 1.0));
}

void correct_level(std::span<float> log_bands, float level, double hop_seconds,
                   LevelCorrection& correction) {
  const float made = follow_level(log_bands, hop_seconds, correction.made);
  // Also false for NaN, which would stay in the gain for ever.
  const bool sounds = correction.made > 0 && level > kLowestLevel;
  const float wanted =
      sounds ? std::clamp(level - made, -kLargestCorrection, kLargestCorrection) : 0.0f;
  const auto step = static_cast<float>(1 - std::exp(-hop_seconds / kCorrectionSeconds));
  correction.gain += step * (wanted - correction.gain);
  for (float& log : log_bands) log += correction.gain;
}

}  // namespace hemiola::modelfile
