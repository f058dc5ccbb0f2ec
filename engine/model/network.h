// What the two presets have in common: tensors in, posteriors and log bands out, a streaming past.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "model/config.h"

namespace hemiola::model {

// The past of every causal convolution, in the order in which the forward pass meets them.
// Undefined entries are silence. One Past serves a whole batch.
struct Past {
  std::vector<torch::Tensor> layers;  // each [voices][channels][past frames][rows]
  std::size_t cursor = 0;

  torch::Tensor& next();
};

// Diagonal Gaussians; deviations are standard deviations, in sampling and in the divergence alike.
struct Posterior {
  torch::Tensor harmony_mean, harmony_deviation;  // [voices][frames][places][channels a place]
  torch::Tensor rhythm_mean, rhythm_deviation;    // [voices][frames][rhythm]
};

class Network : public torch::nn::Module {
 public:
  virtual Posterior encode(const torch::Tensor& log_bands /*[voices][frames][bands]*/,
                           Past& past) = 0;
  virtual torch::Tensor decode(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                               Past& past) = 0;  // [voices][frames][bands]
};

std::shared_ptr<Network> make_pitch_network(const Config& config);
std::shared_ptr<Network> make_paper_network(const Config& config);
std::shared_ptr<Network> make_network(const Config& config);

// Log amplitudes lie between -11.5 and about 1: centred and scaled, a network sees -2.5 to 1.7.
inline torch::Tensor normalise(const torch::Tensor& log_bands) { return (log_bands + 4.0) / 3.0; }
inline torch::Tensor denormalise(const torch::Tensor& x) { return x * 3.0 - 4.0; }

}  // namespace hemiola::model
