// A small listener that tries to tell the hits of the drums from harmony, so that harmony learns to
// keep them to itself.
#pragma once

#include <torch/torch.h>

#include <filesystem>

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

// A probe with its own optimiser. It learns several times from what harmony learns from once: else
// harmony would run away from what it listens for, and hide nothing.
class Eavesdropper {
 public:
  Eavesdropper(const model::Config& config, const torch::Device& device);

  // The share that it could tell before it practised.
  double practise(const torch::Tensor& harmony, const torch::Tensor& hits, double learning_rate);
  const Probe& probe() const { return probe_; }

  void save(const std::filesystem::path& folder);
  void load(const std::filesystem::path& folder);

 private:
  Probe probe_;
  torch::optim::AdamW optimizer_;
};

}  // namespace hemiola::training
