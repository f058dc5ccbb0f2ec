// bfloat16 arithmetic within a scope, if the processor or the GPU has it.
#pragma once

#include <torch/torch.h>

namespace hemiola::training {

bool has_bfloat16(const torch::Device& device);

class Bfloat16Scope {
 public:
  Bfloat16Scope(const torch::Device& device, bool on);
  ~Bfloat16Scope();

 private:
  bool cuda_, on_;
};

}  // namespace hemiola::training
