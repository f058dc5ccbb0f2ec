// Makes the layers of inference networks from named tensors and collects their memory sizes.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "inference/layer.h"
#include "modelfile/network_shapes.h"
#include "modelfile/tensor.h"

namespace hemiola::inference {

using modelfile::kSlope;
using modelfile::Tensors;

// Leaky ReLU without a branch, which would be unpredictable: half of the values are negative.
inline void activate(const float* from, int count, float* to) {
  for (int i = 0; i < count; ++i) to[i] = std::max(from[i], kSlope * from[i]);
}

// The parts of one network.
class Parts {
 public:
  Parts(const Tensors& tensors, bool bfloat16) : tensors_(tensors), bfloat16_(bfloat16) {}

  const std::vector<float>& values(const std::string& name) const {
    return tensors_.at(name).values;
  }
  bool bfloat16() const noexcept { return bfloat16_; }
  RingSizes& rings() noexcept { return rings_; }

  Layer layer(const std::string& name, const LayerShape& shape) {
    return layer(shape, values(name + ".weight"), values(name + ".bias"));
  }
  Layer layer(LayerShape shape, const std::vector<float>& weight, const std::vector<float>& bias) {
    shape.bfloat16 = bfloat16_;
    return {shape, weight.data(), bias.data(), rings_};
  }

 private:
  const Tensors& tensors_;
  bool bfloat16_;
  RingSizes rings_;
};

}  // namespace hemiola::inference
