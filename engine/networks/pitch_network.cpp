// Default network: harmony along the pitch axis, rhythm without one; causal, no look-ahead.
#include <array>

#include "modelfile/network_shapes.h"
#include "networks/causal_conv.h"
#include "networks/level_tensors.h"

namespace hemiola::networks {

using namespace modelfile;

namespace {

constexpr double kSmallestDeviation = 1e-3;

torch::Tensor deviation(const torch::Tensor& raw) {
  return torch::softplus(raw.to(torch::kFloat32)) + kSmallestDeviation;
}

// Linear layer over [voices][channels][frames][rows] as a convolution: its matrix products have the
// same shape for any number of voices, so a voice's last bits don't depend on the others.
torch::Tensor as_conv(const torch::Tensor& x, const torch::nn::Linear& layer, int64_t rows) {
  const int64_t out = layer->weight.size(0), in = layer->weight.size(1) / rows;
  return at::conv2d(x, layer->weight.view({out, in, 1, rows}), layer->bias);
}

// Looks back twice the sum of its frame dilations.
class Tower : public torch::nn::Module {
 public:
  Tower(int width, std::array<int, 3> frame_dilations) {
    for (std::size_t i = 0; i < frame_dilations.size(); ++i)
      blocks_.push_back(register_module("block" + std::to_string(i),
                                        Residual(width, kRowDilations[i], frame_dilations[i])));
  }
  torch::Tensor forward(torch::Tensor x, Past& past) {
    for (auto& block : blocks_) x = block->forward(x, past);
    return activate(x);
  }

 private:
  std::vector<Residual> blocks_;
};

class PitchNetwork : public Network {
 public:
  explicit PitchNetwork(const Config& config)
      : places_(config.places),
        channels_(config.channels_per_place),
        rhythm_rows_(rhythm_rows(config.geometry.bands)),
        inferred_(config.rhythm - 1),
        hop_seconds_(config.geometry.hop_seconds) {
    const int width = config.width, decoder_width = config.decoder_width;
    harmony_in_ = conv("harmony_in", {.in = 1,
                                      .out = width,
                                      .frames = kFrames,
                                      .rows = kNarrowRows,
                                      .row_stride = kBandsPerPlace});
    harmony_tower_ =
        register_module("harmony_tower", std::make_shared<Tower>(width, kHarmonyDilations));
    harmony_out_ = conv("harmony_out", {.in = width, .out = 2 * channels_});
    const int widths[] = {1, kRhythmWidth / 4, kRhythmWidth / 2, kRhythmWidth};
    for (int i = 0; i < kRhythmLayers; ++i)
      rhythm_in_.push_back(
          conv("rhythm_in" + std::to_string(i), {.in = widths[i],
                                                 .out = widths[i + 1],
                                                 .frames = kFrames,
                                                 .rows = kNarrowRows,
                                                 .frame_dilation = kRhythmDilations[i],
                                                 .row_stride = kRhythmStride}));
    rhythm_out_ = register_module("rhythm_out",
                                  torch::nn::Linear(kRhythmWidth * rhythm_rows_, 2 * inferred_));
    spread_ = register_module("spread", torch::nn::Linear(inferred_, kSpread * places_));
    position_ =
        register_parameter("position", 0.1 * torch::randn({1, kPositionChannels, 1, places_}));
    join_ = conv("join", {.in = channels_ + kSpread + kPositionChannels, .out = decoder_width});
    decoder_tower_ =
        register_module("decoder_tower", std::make_shared<Tower>(decoder_width, kDecoderDilations));
    // Two bands per place, computed as channels and then interleaved.
    decoder_out_ =
        conv("decoder_out", {.in = decoder_width, .out = kBandsPerPlace, .rows = kNarrowRows});
  }

  Posterior encode(const torch::Tensor& harmony_bands, const torch::Tensor& rhythm_bands,
                   Past& past) override {
    const torch::Tensor level = follow_level(rhythm_bands, hop_seconds_, past);
    torch::Tensor r = below(rhythm_bands, level), h = r;
    torch::Tensor harmony_level = level;
    if (!harmony_bands.is_same(rhythm_bands)) {
      harmony_level = follow_level(harmony_bands, hop_seconds_, past);
      h = below(harmony_bands, harmony_level);
    }
    h = harmony_tower_->forward(harmony_in_->forward(h, past), past);
    h = harmony_out_->forward(h, past).permute({0, 2, 3, 1});  // [voices][frames][places][2 c]
    for (auto& layer : rhythm_in_) r = activate(layer->forward(r, past));
    r = as_conv(r, rhythm_out_, rhythm_rows_).squeeze(3).transpose(1, 2);  // [..][frames][2 rhythm]
    const torch::Tensor gain = gate(level).unsqueeze(2);
    return {h.slice(3, 0, channels_).to(torch::kFloat32) *
                gate(harmony_level).unsqueeze(2).unsqueeze(3),
            deviation(h.slice(3, channels_)), r.slice(2, 0, inferred_).to(torch::kFloat32) * gain,
            deviation(r.slice(2, inferred_)), loudness_of(level)};
  }

  torch::Tensor decode(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                       Past& past) override {
    const int64_t voices = rhythm.size(0), frames = rhythm.size(1);
    const torch::Tensor h = harmony.permute({0, 3, 1, 2});
    const torch::Tensor inferred = rhythm.slice(2, 0, inferred_);
    const torch::Tensor r = as_conv(inferred.transpose(1, 2).unsqueeze(3), spread_, 1)
                                .view({voices, kSpread, places_, frames})
                                .transpose(2, 3);
    const torch::Tensor p = position_.expand({voices, -1, frames, -1});
    const auto type = r.scalar_type();
    torch::Tensor x = join_->forward(torch::cat({h.to(type), r, p.to(type)}, 1), past);
    x = decoder_out_->forward(decoder_tower_->forward(x, past), past);
    x = x.permute({0, 2, 3, 1}).reshape({voices, frames, kBandsPerPlace * places_});
    return denormalise(x.to(torch::kFloat32)) + level_of(rhythm.slice(2, inferred_)).unsqueeze(2);
  }

  torch::Tensor play(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                     Past& past) override {
    return expand_downward(decode(harmony, rhythm, past), level_of(rhythm.slice(2, inferred_)));
  }

 private:
  // [voices][1][frames][bands]
  static torch::Tensor below(const torch::Tensor& log_bands, const torch::Tensor& level) {
    return normalise(below_level(log_bands, level)).unsqueeze(1);
  }
  CausalConv conv(const std::string& name, const ConvShape& shape) {
    return register_module(name, CausalConv(shape));
  }

  int places_, channels_, rhythm_rows_;
  int inferred_;  // channels of rhythm without loudness
  double hop_seconds_;
  CausalConv harmony_in_{nullptr}, harmony_out_{nullptr}, join_{nullptr}, decoder_out_{nullptr};
  std::shared_ptr<Tower> harmony_tower_, decoder_tower_;
  std::vector<CausalConv> rhythm_in_;
  torch::nn::Linear rhythm_out_{nullptr}, spread_{nullptr};
  torch::Tensor position_;
};

}  // namespace

std::shared_ptr<Network> make_pitch_network(const Config& config) {
  return std::make_shared<PitchNetwork>(config);
}

std::shared_ptr<Network> make_network(const Config& config) {
  return config.preset == Preset::paper ? make_paper_network(config) : make_pitch_network(config);
}

}  // namespace hemiola::networks
