// Causal convolution over frames and rows, with streaming past.
#pragma once

#include "modelfile/network_shapes.h"
#include "networks/network.h"

namespace hemiola::networks {

struct ConvShape {
  int in = 1, out = 1;
  int frames = 1, rows = 1;  // kernel
  int frame_dilation = 1, row_dilation = 1;
  int row_stride = 1;
};

// [voices][in][frames][rows] to [voices][out][frames][rows / row_stride]. Rows are padded with
// zeros on both sides, frames with the past on the left. Any split of the frames over calls gives
// the same result, so whole files, training excerpts and single live frames share this code.
class CausalConvImpl : public torch::nn::Module {
 public:
  explicit CausalConvImpl(const ConvShape& shape);
  torch::Tensor forward(const torch::Tensor& x, Past& past);

 private:
  ConvShape shape_;
  torch::Tensor weight_, bias_;
};
TORCH_MODULE(CausalConv);

// x + frames(rows(x)), with kernels of nine rows, then three frames.
class ResidualImpl : public torch::nn::Module {
 public:
  ResidualImpl(int width, int row_dilation, int frame_dilation);
  torch::Tensor forward(const torch::Tensor& x, Past& past);

 private:
  CausalConv rows_{nullptr}, frames_{nullptr};
};
TORCH_MODULE(Residual);

inline torch::Tensor activate(const torch::Tensor& x) {
  return torch::leaky_relu(x, modelfile::kSlope);
}

}  // namespace hemiola::networks
