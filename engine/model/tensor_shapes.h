// The tensors that a model file of the pitch preset must hold.
#pragma once

#include <map>
#include <string>

#include "modelfile/config.h"
#include "modelfile/tensor.h"

namespace hemiola::model {

// By name, in the preset's network, sound network, scales and maps. Throws std::invalid_argument
// for the paper preset, which LibTorch alone plays and checks.
std::map<std::string, modelfile::TensorShape> tensor_shapes(const modelfile::Config& config);

}  // namespace hemiola::model
