// Makes the layers of inference networks from named tensors and collects their memory sizes.
#pragma once

#include <torch/torch.h>

#include <algorithm>
#include <string>
#include <vector>

#include "inference/layer.h"
#include "modelfile/network_shapes.h"

namespace hemiola::inference {

using Tensors = torch::OrderedDict<std::string, torch::Tensor>;

inline torch::Tensor plain(const torch::Tensor& tensor) {
  return tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
}

inline std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor t = plain(tensor);
  return {t.data_ptr<float>(), t.data_ptr<float>() + t.numel()};
}

// Leaky ReLU without a branch, which would be unpredictable: half of the values are negative.
inline void activate(const float* from, int count, float* to) {
  for (int i = 0; i < count; ++i) to[i] = std::max(from[i], kSlope * from[i]);
}

// The parts of one network.
class Parts {
 public:
  Parts(const Tensors& tensors, bool bfloat16) : tensors_(tensors), bfloat16_(bfloat16) {}

  const Tensors& tensors() const noexcept { return tensors_; }
  bool bfloat16() const noexcept { return bfloat16_; }
  RingSizes& rings() noexcept { return rings_; }

  Layer layer(const std::string& name, const LayerShape& shape) {
    return layer(shape, plain(tensors_[name + ".weight"]), plain(tensors_[name + ".bias"]));
  }
  Layer layer(LayerShape shape, const torch::Tensor& weight, const torch::Tensor& bias) {
    shape.bfloat16 = bfloat16_;
    return {shape, weight.data_ptr<float>(), bias.data_ptr<float>(), rings_};
  }

 private:
  const Tensors& tensors_;
  bool bfloat16_;
  RingSizes rings_;
};

}  // namespace hemiola::inference
