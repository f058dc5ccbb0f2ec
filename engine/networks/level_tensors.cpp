// Running level, loudness, gate and expander for tensors.
#include "networks/level_tensors.h"

namespace hemiola::networks {

using namespace modelfile;

namespace {

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

}  // namespace hemiola::networks
