// Running level, to which the networks see all bands relative, and the loudness channel.
#include "model/level.h"

#include <algorithm>
#include <cmath>

namespace hemiola::model {
namespace {

constexpr double kNatsPerUnit = 2;  // nats per unit of loudness
constexpr double kFadeUnits = 0.5;  // units of loudness above silence, the fade range
constexpr double kExpansion = 8;    // additional nats per unit in the fade range
// Sound at full scale, louder than any music. Users may send any latents, so a decoder's level is
// limited to this.
constexpr double kMaxLoudness = 4.6;
constexpr double kExpanderKneeNats = 0.46;  // expander knee, above the bottom of the range
constexpr double kExpanderSlope = 12;       // expander slope, nats per nat
constexpr double kFadeNats = kFadeUnits * kNatsPerUnit;
constexpr double kCorrectionSeconds = 0.05;

// Sum over the last axis by pairwise halving. LibTorch's sum has an order that depends on the
// shape, but a voice's last bits must depend neither on other voices nor on the number of frames.
torch::Tensor sum_of_bands(torch::Tensor x) {
  while (x.size(2) > 1) {
    const int64_t half = x.size(2) / 2, odd = x.size(2) % 2;
    const torch::Tensor last = x.slice(2, 2 * half);
    x = x.slice(2, 0, half) + x.slice(2, half, 2 * half);
    if (odd) x = torch::cat({x, last}, 2);
  }
  return x.squeeze(2);
}

}  // namespace

torch::Tensor follow_level(const torch::Tensor& log_bands, double hop_seconds, Past& past) {
  const torch::NoGradGuard no_gradient;
  const int64_t voices = log_bands.size(0), frames = log_bands.size(1);
  const double fall = kDynamicRange * hop_seconds / kFallSeconds;
  const torch::Tensor power =
      sum_of_bands((2 * log_bands).exp()) / static_cast<double>(log_bands.size(2));
  const torch::Tensor now = (power.log().mul(0.5) - kLowestLevel).clamp_min(0);
  torch::Tensor& before = past.next();  // relative to kLowestLevel: zero is silence
  if (!before.defined()) before = torch::zeros({voices, 1, 1, 1}, now.options());
  torch::Tensor level = before.view({voices});
  std::vector<torch::Tensor> levels;
  for (int64_t t = 0; t < frames; ++t)
    levels.push_back(level = torch::maximum(level - fall, now.select(1, t)));
  before = level.view({voices, 1, 1, 1});
  return torch::stack(levels, 1) + kLowestLevel;
}

torch::Tensor below_level(const torch::Tensor& log_bands, const torch::Tensor& level) {
  return (log_bands - level.unsqueeze(2)).clamp_min(-kDynamicRange);
}

torch::Tensor loudness_of(const torch::Tensor& level) {
  return ((level - kLowestLevel) / kNatsPerUnit).unsqueeze(2);
}

torch::Tensor level_of(const torch::Tensor& loudness) {
  const torch::Tensor faded = (kFadeUnits - loudness).clamp_min(0);
  const torch::Tensor bounded = loudness.clamp_max(kMaxLoudness);
  return (kLowestLevel + kNatsPerUnit * bounded - kExpansion * faded).squeeze(2);
}

torch::Tensor expand_downward(const torch::Tensor& log_bands, const torch::Tensor& level) {
  const torch::Tensor knee = (level - (kDynamicRange - kExpanderKneeNats)).unsqueeze(2);
  return log_bands - kExpanderSlope * (knee - log_bands).clamp_min(0);
}

torch::Tensor gate(const torch::Tensor& level) {
  return ((level - kLowestLevel) / kFadeNats).clamp(0, 1);
}

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

}  // namespace hemiola::model
