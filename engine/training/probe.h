// A small listener that tries to tell the hits of the drums from harmony, so that harmony learns to
// keep them to itself.
#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace hemiola::training {

// How finely hits are told apart: low, middle and high bands.
constexpr int kHitRanges = 3;

class ProbeImpl : public torch::nn::Module {
 public:
  explicit ProbeImpl(const model::Config& config);

  // The share of the usual variance of the hits [items][frames][kHitRanges] that harmony
  // [items][frames][places][channels] explains: about 1 all, 0 none, negative where the guess is
  // worse than the mean. Its gradient reaches the listener only.
  torch::Tensor learn(const torch::Tensor& harmony, const torch::Tensor& hits);
  // The same, but its gradient reaches harmony only.
  torch::Tensor listen(const torch::Tensor& harmony, const torch::Tensor& hits) const;

 private:
  torch::Tensor explained(const torch::Tensor& harmony, const torch::Tensor& hits,
                          bool learning) const;

  torch::nn::Conv1d in_{nullptr}, near_{nullptr}, far_{nullptr}, out_{nullptr};
};
TORCH_MODULE(Probe);

}  // namespace hemiola::training
