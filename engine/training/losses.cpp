// Losses: decode after rotating and holding, stay near the prior, keep harmony free of drums.
#include "training/losses.h"

#include <algorithm>
#include <cmath>

#include "networks/level_tensors.h"

namespace hemiola::training {
namespace {

constexpr double kLinearFromNats = 0.1;  // Huber loss: smaller errors count by their square
constexpr double kHeldItems = 0.8;       // share of the items with held segments
constexpr double kHeldSegments = 0.7;    // share of their segments that are held
constexpr int kShortestSegment = 8, kLongestSegment = 64;  // frames: 85 to 680 ms

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

torch::Tensor divergence(const torch::Tensor& mean, const torch::Tensor& deviation) {
  const auto terms = mean.square() + deviation.square() - 1 - 2 * deviation.log();
  return 0.5 * terms.flatten(2).sum(2).mean();
}

std::vector<double> negated(std::vector<double> values) {
  for (auto& value : values) value = -value;
  return values;
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
      const double draw = uniform(random);
      for (int t = start; t < start + length; ++t) {
        if (!held || draw >= kHeldSegments)
          entry[i][t][t] = 1;
        else if (draw < kHeldSegments / 2)
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

torch::Tensor audible(const torch::Tensor& log_bands, const networks::Posterior& posterior) {
  if (!posterior.loudness.defined()) return log_bands;
  const torch::Tensor level = networks::level_of(posterior.loudness);
  return torch::maximum(log_bands, (level - modelfile::kDynamicRange).unsqueeze(2));
}

torch::Tensor distance_nats(const torch::Tensor& mean_a, const torch::Tensor& deviation_a,
                            const torch::Tensor& mean_b, const torch::Tensor& deviation_b) {
  const auto nats = 0.5 * (mean_a - mean_b).square() / (deviation_a * deviation_b);
  return nats.flatten(2).sum(2).mean();
}

torch::Tensor smoothness_loss(const torch::Tensor& mean, const torch::Tensor& deviation) {
  const auto frames = mean.size(1);
  const auto step = (mean.slice(1, 1) - mean.slice(1, 0, frames - 1)).square();
  const auto scale = deviation.slice(1, 1) * deviation.slice(1, 0, frames - 1);
  return ((1 + step / scale).sqrt() - 1).flatten(2).sum(2).mean();
}

Losses method_losses(networks::Network& network, const Batch& batch, const LossWeights& weights,
                     double kl_warmth, std::mt19937_64& random, const Share& part) {
  const auto own = static_cast<int>(batch.original.size(0));
  const Share share = part.all > 0 ? part : Share{0, own, own};
  const auto noise_like = [&](const torch::Tensor& x) {
    std::vector<int64_t> sizes = x.sizes().vec();
    sizes[0] = share.all;
    return torch::randn(sizes, x.options()).slice(0, share.first, share.first + share.items);
  };
  networks::Past encoder_past, decoder_past;
  const networks::Posterior q =
      network.encode(batch.harmony_input, batch.rhythm_input, encoder_past);
  const std::vector<double> back = negated(batch.shift_semitones);
  const torch::Tensor mean = rotate_batch(q.harmony_mean, back);
  const torch::Tensor deviation = rotate_batch(q.harmony_deviation, back);
  torch::Tensor harmony = mean + deviation * noise_like(deviation);
  if (weights.hold) {
    const auto frames = static_cast<int>(harmony.size(1));
    const auto hold = random_hold(share.all, frames, random)
                          .slice(0, share.first, share.first + share.items)
                          .to(harmony.device());
    harmony = torch::bmm(hold, harmony.flatten(2)).view(harmony.sizes());
  }
  const torch::Tensor rhythm =
      q.rhythm(q.rhythm_mean + q.rhythm_deviation * noise_like(q.rhythm_deviation));
  const torch::Tensor decoded = network.decode(harmony, rhythm, decoder_past);
  const torch::Tensor target = audible(batch.original, q);

  const torch::Tensor harmony_kl = divergence(q.harmony_mean, q.harmony_deviation);
  const torch::Tensor rhythm_kl = divergence(q.rhythm_mean, q.rhythm_deviation);
  const auto every_other = [](const torch::Tensor& x, int64_t first) {
    return x.slice(0, first, x.size(0) / 2 * 2, 2);
  };
  const torch::Tensor drums = distance_nats(every_other(mean, 0), every_other(deviation, 0),
                                            every_other(mean, 1), every_other(deviation, 1));
  const torch::Tensor smoothness = smoothness_loss(mean, deviation);
  const auto bands = static_cast<double>(target.size(2));
  Losses losses;
  losses.total = torch::smooth_l1_loss(decoded, target, torch::Reduction::Mean, kLinearFromNats) +
                 kl_warmth / bands *
                     (weights.harmony_beta * harmony_kl + weights.rhythm_beta * rhythm_kl +
                      weights.drums_beta * drums + weights.smoothness_beta * smoothness);
  losses.error_nats = (decoded - target).abs().mean().detach().item<double>();
  losses.harmony_kl = harmony_kl.item<double>();
  losses.rhythm_kl = rhythm_kl.item<double>();
  losses.drums_in_harmony = drums.item<double>();
  losses.smoothness = smoothness.item<double>();
  return losses;
}

torch::Tensor mean_errors(networks::Network& network, const Batch& batch, double extra_semitones) {
  const torch::NoGradGuard guard;
  networks::Past encoder_past, decoder_past;
  const networks::Posterior q =
      network.encode(batch.harmony_input, batch.rhythm_input, encoder_past);
  std::vector<double> back = negated(batch.shift_semitones);
  for (auto& semitones : back) semitones += extra_semitones;
  const torch::Tensor decoded =
      network.decode(rotate_batch(q.harmony_mean, back), q.rhythm(q.rhythm_mean), decoder_past);
  return (decoded - audible(batch.original, q)).abs().mean({1, 2});
}

}  // namespace hemiola::training
