// Tensors as a model file holds them: shapes and plain floats.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace hemiola::modelfile {

using TensorShape = std::vector<std::int64_t>;

// How many numbers a shape holds; 1 for an empty one.
inline std::int64_t count_of(const TensorShape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

struct Tensor {
  TensorShape shape;
  std::vector<float> values;  // the last axis varies fastest
};

using Tensors = std::map<std::string, Tensor>;

}  // namespace hemiola::modelfile
