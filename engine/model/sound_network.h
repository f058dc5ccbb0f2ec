// From bands to what makes them sound: how loud each tone is, and the spectrum of all the rest.
#pragma once

#include <vector>

#include "model/causal_conv.h"

namespace hemiola::model {

// What comes out for a frame, beside each other in one row of SoundShape::outputs() values.
struct SoundOutputs {
  torch::Tensor tone_gains;  // [voices][frames][bands] nats, on the axis of the bands
  torch::Tensor rest_gains;  // [..][bins] of attacks: nats over what the bands say
  torch::Tensor rest_phase;  // [..][bins] radians, of a frame whose time zero is its centre
  torch::Tensor tone_shape;  // [..][knots] nats over the frame's time, first to last
  torch::Tensor rest_shape;  // [..][knots] of noise too
  // [..][bands and air] nats over what the bands say, along the bands and on above them
  torch::Tensor noise_gains;
  // [..][the same] -1: noise fluctuates as the bands say; 1: by itself too
  torch::Tensor roughness;
};
SoundOutputs split_outputs(const torch::Tensor& rows, int bands, const SoundShape& shape);

// One row: [voices][channels][frames][1]. x + mix(look(x)).
class SoundBlockImpl : public torch::nn::Module {
 public:
  SoundBlockImpl(int width, int frame_dilation);
  torch::Tensor forward(const torch::Tensor& x, Past& past);

 private:
  CausalConv look_{nullptr}, mix_{nullptr};
};
TORCH_MODULE(SoundBlock);

// Weight or bias of the last layer of a sound that was learned before there was noise: with noise
// as loud as the bands say. Anything else comes back as it is.
torch::Tensor with_noise(const torch::Tensor& last, const Config& config);

// Causal, frame by frame, dense along frequency. At a width of 256 it has 1.5 million parameters.
class SoundNetwork : public torch::nn::Module {
 public:
  explicit SoundNetwork(const Config& config);
  // log_bands and log_rest (what is left of them without the tones): [voices][frames][bands].
  // Returns [voices][frames][outputs].
  torch::Tensor forward(const torch::Tensor& log_bands, const torch::Tensor& log_rest, Past& past);

 private:
  int bands_;
  SoundShape shape_;
  double hop_seconds_;
  CausalConv in_{nullptr}, out_{nullptr};
  std::vector<SoundBlock> blocks_;
};

}  // namespace hemiola::model
