// Sound network in LibTorch: log bands to tone gains, attack spectra and noise gains.
#include "networks/sound_network.h"

#include "modelfile/network_shapes.h"
#include "networks/level_tensors.h"

namespace hemiola::networks {

using namespace modelfile;

namespace {

constexpr double kInitialScale = 0.02;  // scale of the initial weights of gains and shapes
constexpr double kInitialPhaseDeviation =
    3;  // standard deviation of the initial phase biases, radians

torch::Tensor bounded(const torch::Tensor& x, double largest) {
  return largest * torch::tanh(x / largest);
}

}  // namespace

SoundOutputs split_outputs(const torch::Tensor& rows, int bands, const SoundShape& shape) {
  const auto parts = rows.split_with_sizes({bands, shape.bins, shape.bins, shape.knots, shape.knots,
                                            shape.noise_bands(bands), shape.noise_bands(bands)},
                                           2);
  return {parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]};
}

SoundBlockImpl::SoundBlockImpl(int width, int frame_dilation) {
  look_ = register_module(
      "look",
      CausalConv(ConvShape{
          .in = width, .out = width, .frames = kLookFrames, .frame_dilation = frame_dilation}));
  mix_ = register_module("mix", CausalConv(ConvShape{.in = width, .out = width}));
}

torch::Tensor SoundBlockImpl::forward(const torch::Tensor& x, Past& past) {
  return x + mix_->forward(activate(look_->forward(activate(x), past)), past);
}

SoundNetwork::SoundNetwork(const Config& config)
    : bands_(config.geometry.bands),
      shape_(config.sound),
      hop_seconds_(config.geometry.hop_seconds) {
  const int width = shape_.width;
  in_ = register_module(
      "in", CausalConv(ConvShape{.in = 2 * bands_, .out = width, .frames = kHeardFrames}));
  for (const int dilation : kSoundDilations)
    blocks_.push_back(
        register_module("block" + std::to_string(blocks_.size()), SoundBlock(width, dilation)));
  out_ = register_module("out", CausalConv(ConvShape{.in = width, .out = shape_.outputs(bands_)}));
  const torch::NoGradGuard no_gradient;
  torch::Tensor weight = out_->named_parameters()["weight"];
  torch::Tensor bias = out_->named_parameters()["bias"];
  weight.mul_(kInitialScale);
  const int64_t first = bands_ + shape_.bins;
  weight.slice(0, first, first + shape_.bins).div_(kInitialScale);
  bias.slice(0, first, first + shape_.bins).normal_(0, kInitialPhaseDeviation);
}

torch::Tensor SoundNetwork::forward(const torch::Tensor& log_bands, const torch::Tensor& log_rest,
                                    Past& past) {
  const torch::Tensor level = follow_level(log_bands, hop_seconds_, past);
  const auto relative = [&](const torch::Tensor& x) { return normalise(below_level(x, level)); };
  torch::Tensor x = torch::cat({relative(log_bands), relative(log_rest)}, 2);
  x = in_->forward(x.transpose(1, 2).unsqueeze(3), past);
  for (auto& block : blocks_) x = block->forward(x, past);
  x = out_->forward(activate(x), past).squeeze(3).transpose(1, 2).to(torch::kFloat32);
  const SoundOutputs o = split_outputs(x, bands_, shape_);
  return torch::cat(
      {bounded(o.tone_gains, kLargestToneGain), bounded(o.rest_gains, kLargestRestGain),
       o.rest_phase, bounded(o.tone_shape, kLargestShape), bounded(o.rest_shape, kLargestShape),
       bounded(o.noise_gains, kLargestNoiseGain), bounded(o.roughness, kLargestRoughness)},
      2);
}

}  // namespace hemiola::networks
