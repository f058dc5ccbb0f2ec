// What training asks of the network: rotate back, hold still, reconstruct, stay near the prior.
#include "training/losses.h"

#include <algorithm>
#include <cmath>

namespace hemiola::training {
namespace {

constexpr double kHeldItems = 0.8;     // share of the items that are held at all
constexpr double kHeldSegments = 0.7;  // share of their segments
constexpr int kShortestSegment = 8, kLongestSegment = 64;  // frames: 85 to 680 ms

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

torch::Tensor divergence(const torch::Tensor& mean, const torch::Tensor& deviation) {
  const auto terms = mean.square() + deviation.square() - 1 - 2 * deviation.log();
  return 0.5 * terms.flatten(2).sum(2).mean();
}

}  // namespace

torch::Tensor rotate_batch(const torch::Tensor& harmony, const std::vector<double>& semitones) {
  const int64_t items = harmony.size(0), places = harmony.size(2);
  auto source = torch::empty({2, items, places}, torch::kInt64);
  auto fraction = torch::empty({items, 1, 1, 1});
  for (int64_t i = 0; i < items; ++i) {
    const double whole = std::floor(semitones[i]);
    fraction[i] = semitones[i] - whole;
    for (int64_t p = 0; p < places; ++p)
      for (int64_t next = 0; next < 2; ++next)
        source[next][i][p] =
            (((p - static_cast<int64_t>(whole) - next) % places) + places) % places;
  }
  source = source.to(harmony.device());
  fraction = fraction.to(harmony.device());
  const auto rolled = [&](int next) {
    return harmony.gather(2, source[next].view({items, 1, places, 1}).expand_as(harmony));
  };
  return rolled(0) * (1 - fraction) + rolled(1) * fraction;
}

torch::Tensor random_hold(int items, int frames, std::mt19937_64& random) {
  auto map = torch::zeros({items, frames, frames});
  auto entry = map.accessor<float, 3>();
  for (int i = 0; i < items; ++i) {
    const bool held = uniform(random) < kHeldItems;
    for (int start = 0; start < frames;) {
      const int length = std::min(
          frames - start,
          kShortestSegment +
              static_cast<int>(uniform(random) * (kLongestSegment - kShortestSegment + 1)));
      const double fate = uniform(random);
      for (int t = start; t < start + length; ++t) {
        if (!held || fate >= kHeldSegments)
          entry[i][t][t] = 1;
        else if (fate < kHeldSegments / 2)
          entry[i][t][start] = 1;
        else
          for (int from = start; from < start + length; ++from)
            entry[i][t][from] = 1.0f / static_cast<float>(length);
      }
      start += length;
    }
  }
  return map;
}

Losses method_losses(model::Network& network, const torch::Tensor& shifted,
                     const torch::Tensor& original, const std::vector<double>& shift_semitones,
                     const LossWeights& weights, double kl_warmth, bool sample, double sign,
                     std::mt19937_64& random) {
  model::Past encoder_past, decoder_past;
  const model::Posterior q = network.encode(shifted, encoder_past);
  torch::Tensor harmony = q.harmony_mean, rhythm = q.rhythm_mean;
  if (sample) {
    harmony = harmony + q.harmony_deviation * torch::randn_like(q.harmony_deviation);
    rhythm = rhythm + q.rhythm_deviation * torch::randn_like(q.rhythm_deviation);
  }
  std::vector<double> back(shift_semitones);
  for (auto& s : back) s *= -sign;
  harmony = rotate_batch(harmony, back);
  if (sample) {
    const auto items = static_cast<int>(harmony.size(0)),
               frames = static_cast<int>(harmony.size(1));
    const auto hold = random_hold(items, frames, random).to(harmony.device());
    harmony = torch::bmm(hold, harmony.flatten(2).to(torch::kFloat32)).view(harmony.sizes());
  }
  const torch::Tensor decoded = network.decode(harmony, rhythm, decoder_past);
  const torch::Tensor harmony_kl = divergence(q.harmony_mean, q.harmony_deviation);
  const torch::Tensor rhythm_kl = divergence(q.rhythm_mean, q.rhythm_deviation);
  const auto bands = static_cast<double>(original.size(2));
  Losses losses;
  losses.total =
      torch::smooth_l1_loss(decoded, original) +
      kl_warmth / bands * (weights.harmony_beta * harmony_kl + weights.rhythm_beta * rhythm_kl);
  losses.error_nats = (decoded - original).abs().mean().detach().item<double>();
  losses.harmony_kl = harmony_kl.item<double>();
  losses.rhythm_kl = rhythm_kl.item<double>();
  return losses;
}

}  // namespace hemiola::training
