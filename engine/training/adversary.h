// The adversarial part of training the sound network: discriminators learn to tell made sounds from
// true ones, the network learns to pass for true.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/adversary_options.h"
#include "training/discriminators.h"
#include "training/ranks.h"

namespace hemiola::training {

class Adversary {
 public:
  Adversary(const AdversaryOptions& options, const torch::Device& device);

  // sound, truth: [items][samples], aligned; spectral: the loss of sound so far, a scalar. Teaches
  // the discriminators on an excerpt, and returns the gradient of all losses by the sound.
  // strength: 0 to 1, how much they count for the sound. A function of seed and step.
  torch::Tensor gradient(const torch::Tensor& sound, const torch::Tensor& truth,
                         const torch::Tensor& spectral, long step, double strength, Ranks& ranks);
  // What else is known of this step, for figures and warnings.
  void note(double bands_nats, double noise_share);
  AdversaryFigures figures() const { return figures_; }  // of the last step
  // A sentence if something has gone wrong since the last call: see adversary_warning.
  std::optional<std::string> warning();

  std::vector<torch::Tensor> parameters() const { return discriminators_.parameters(); }
  // Networks, optimizer and averages. Throw std::runtime_error.
  void save(const std::filesystem::path& file);
  void load(const std::filesystem::path& file);

 private:
  // Of the discriminators' weights, over all ranks.
  void find_gradients(const std::vector<Judgement>& of_made, const std::vector<Judgement>& of_truth,
                      Ranks& ranks);
  // Gradient of three losses by the sound, each scaled to its share.
  torch::Tensor balanced_gradient(const torch::Tensor& sound, const torch::Tensor& spectral,
                                  const torch::Tensor& score, const torch::Tensor& features,
                                  long step, double strength, Ranks& ranks);

  AdversaryOptions options_;
  torch::Device device_;
  Discriminators discriminators_;
  torch::optim::AdamW optimizer_;
  torch::Tensor norms_;     // moving means of three gradients' norms: spectra, scores, features
  torch::Tensor at_first_;  // the first steps: their number, sums of bands_nats and noise_share
  AdversaryFigures figures_, recent_;
  double recent_bands_ = 0;
  long recent_steps_ = 0;
};

// A sentence if something goes wrong: one side wins, the network gives up its noise, or pays for
// passing with its bands. Before: when the discriminators had just begun.
std::optional<std::string> adversary_warning(const AdversaryFigures& now, double bands_nats,
                                             double noise_before, double bands_nats_before);

}  // namespace hemiola::training
