// Sound network in LibTorch: log bands to tone gains, attack spectra and noise gains.
#pragma once

#include <vector>

#include "networks/causal_conv.h"

namespace hemiola::networks {

// Outputs of one frame, in this order in one row of SoundShape::outputs() values.
struct SoundOutputs {
  torch::Tensor tone_gains;  // [voices][frames][bands] nats
  torch::Tensor rest_gains;  // [..][bins] of attacks: nats relative to the bands
  torch::Tensor rest_phase;  // [..][bins] of attacks: radians, time zero at the frame's centre
  torch::Tensor tone_shape;  // [..][knots] nats, envelope over the frame's time
  torch::Tensor rest_shape;  // [..][knots] nats, the same for attacks and noise
  // [..][bands + air] nats relative to the bands; above them, to their extrapolation
  torch::Tensor noise_gains;
  // [..][bands + air] -1: noise fluctuates as the bands do; 1: with its own fluctuation added
  torch::Tensor roughness;
};
SoundOutputs split_outputs(const torch::Tensor& rows, int bands, const SoundShape& shape);

// Residual block, x + mix(look(x)); tensors [voices][channels][frames][1].
class SoundBlockImpl : public torch::nn::Module {
 public:
  SoundBlockImpl(int width, int frame_dilation);
  torch::Tensor forward(const torch::Tensor& x, Past& past);

 private:
  CausalConv look_{nullptr}, mix_{nullptr};
};
TORCH_MODULE(SoundBlock);

// Causal, dense along frequency. 1.5 million parameters at a width of 256.
class SoundNetwork : public torch::nn::Module {
 public:
  explicit SoundNetwork(const Config& config);
  // log_bands and log_rest (log bands without the tones): [voices][frames][bands].
  // Returns [voices][frames][outputs].
  torch::Tensor forward(const torch::Tensor& log_bands, const torch::Tensor& log_rest, Past& past);

 private:
  int bands_;
  SoundShape shape_;
  double hop_seconds_;
  CausalConv in_{nullptr}, out_{nullptr};
  std::vector<SoundBlock> blocks_;
};

}  // namespace hemiola::networks
