// Causal convolution over frames and rows, with streaming past.
#include "networks/causal_conv.h"

#include <cmath>

namespace hemiola::networks {

using namespace modelfile;

torch::Tensor& Past::next() {
  if (cursor == layers.size()) layers.emplace_back();
  return layers[cursor++];
}

CausalConvImpl::CausalConvImpl(const ConvShape& shape) : shape_(shape) {
  const double fan_in = static_cast<double>(shape.in) * shape.frames * shape.rows;
  weight_ = register_parameter(
      "weight", torch::randn({shape.out, shape.in, shape.frames, shape.rows}) / std::sqrt(fan_in));
  bias_ = register_parameter("bias", torch::zeros({shape.out}));
}

torch::Tensor CausalConvImpl::forward(const torch::Tensor& x, Past& past) {
  const int64_t memory = static_cast<int64_t>(shape_.frames - 1) * shape_.frame_dilation;
  int64_t row_padding = static_cast<int64_t>(shape_.rows - 1) / 2 * shape_.row_dilation;
  // In training, channels last: oneDNN reads this without reordering its input.
  torch::Tensor input =
      at::GradMode::is_enabled() ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
  if (memory > 0) {
    torch::Tensor& before = past.next();
    input = before.defined() ? torch::cat({before.to(x.scalar_type()), input}, 2)
                             : torch::constant_pad_nd(input, {0, 0, memory, 0});
    before = input.slice(2, input.size(2) - memory).detach();
  }
  // oneDNN has no fast kernel for padding wider than its blocks: a step takes 2.5 times as long.
  if (shape_.row_dilation > 1) {
    input = torch::constant_pad_nd(input, {row_padding, row_padding});
    row_padding = 0;
  }
  const int64_t stride[] = {1, shape_.row_stride}, padding[] = {0, row_padding},
                dilation[] = {shape_.frame_dilation, shape_.row_dilation};
  return at::conv2d(input, weight_, bias_, stride, at::IntArrayRef(padding), dilation);
}

ResidualImpl::ResidualImpl(int width, int row_dilation, int frame_dilation) {
  rows_ = register_module(
      "rows", CausalConv(ConvShape{
                  .in = width, .out = width, .rows = kTowerRows, .row_dilation = row_dilation}));
  frames_ = register_module(
      "frames",
      CausalConv(ConvShape{
          .in = width, .out = width, .frames = kFrames, .frame_dilation = frame_dilation}));
}

torch::Tensor ResidualImpl::forward(const torch::Tensor& x, Past& past) {
  const torch::Tensor inner = activate(rows_->forward(activate(x), past));
  return x + frames_->forward(inner, past);
}

}  // namespace hemiola::networks
