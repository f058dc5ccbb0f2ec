// Value ranges of a model's latents on music, and the scale that gives them unit spread.
#include "training/latent_scale.h"

namespace hemiola::training {
namespace {

constexpr std::uint64_t kFirstExample = 1ull << 41;
constexpr int kItems = 8, kBatches = 12;

modelfile::ChannelRange range_of(const torch::Tensor& values) {
  const torch::Tensor flat = values.contiguous();
  return modelfile::range_of({flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()});
}

// Sets the scale of each channel (the last axis) and returns its range after scaling.
std::vector<modelfile::ChannelRange> normalise_spread(const torch::Tensor& latents,
                                                      torch::Tensor& scale, int64_t channels) {
  std::vector<modelfile::ChannelRange> ranges;
  for (int64_t c = 0; c < latents.size(-1); ++c) {
    modelfile::ChannelRange range = range_of(latents.select(-1, c));
    if (c < channels && range.spread > modelfile::kUnusedSpread) {
      const double factor = 1 / range.spread;
      scale[c] = factor;
      range = {range.low * factor, range.high * factor, 1};
    }
    ranges.push_back(range);
  }
  return ranges;
}

}  // namespace

modelfile::LatentRanges normalise_latents(networks::Nets& nets, const Dataset& dataset,
                                          const ExampleOptions& options) {
  const torch::NoGradGuard guard;
  std::vector<torch::Tensor> harmony, rhythm;
  for (int i = 0; i < kBatches; ++i) {
    const Batch batch = make_batch(dataset, options, kFirstExample + i * kItems, kItems);
    networks::Past past;
    const auto q = nets.network->encode(batch.original.to(nets.device), past);
    harmony.push_back(q.harmony_mean.flatten(0, 2).cpu());
    rhythm.push_back(q.rhythm(q.rhythm_mean).flatten(0, 1).cpu());
  }
  nets.harmony_scale.fill_(1);
  nets.rhythm_scale.fill_(1);
  const auto inferred =
      nets.config.loudness_channel() < 0 ? nets.config.rhythm : nets.config.loudness_channel();
  return {normalise_spread(torch::cat(harmony), nets.harmony_scale, nets.config.channels_per_place),
          normalise_spread(torch::cat(rhythm), nets.rhythm_scale, inferred)};
}

}  // namespace hemiola::training
