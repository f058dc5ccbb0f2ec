// Common interface of the two presets: tensors in, posteriors and log bands out, streaming past.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "modelfile/config.h"

namespace hemiola::networks {

using modelfile::Config;
using modelfile::SoundShape;

// Past input of every causal convolution, in the order of the forward pass. Undefined entries mean
// silence. One Past serves a whole batch.
struct Past {
  std::vector<torch::Tensor> layers;  // each [voices][channels][past frames][rows]
  std::size_t cursor = 0;

  torch::Tensor& next();
};

// Diagonal Gaussians. Deviations are standard deviations, in sampling and in the KL divergence.
struct Posterior {
  torch::Tensor harmony_mean, harmony_deviation;  // [voices][frames][places][channels per place]
  torch::Tensor rhythm_mean, rhythm_deviation;    // [voices][frames][rhythm], without loudness
  torch::Tensor loudness;  // [voices][frames][1], measured, not inferred; none in the paper preset

  // All rhythm channels: the inferred ones, then loudness.
  torch::Tensor rhythm(const torch::Tensor& inferred) const {
    return loudness.defined() ? torch::cat({inferred, loudness}, 2) : inferred;
  }
};

class Network : public torch::nn::Module {
 public:
  // Bands are [voices][frames][bands]. In training the two encoders get different sounds, so that
  // each learns what to ignore. The paper preset has one shared trunk, which gets rhythm_bands.
  virtual Posterior encode(const torch::Tensor& harmony_bands, const torch::Tensor& rhythm_bands,
                           Past& past) = 0;
  Posterior encode(const torch::Tensor& log_bands, Past& past) {
    return encode(log_bands, log_bands, past);
  }
  virtual torch::Tensor decode(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                               Past& past) = 0;  // [voices][frames][bands]
  // Decodes for playback, with the downward expander. Its steep slope would disturb training.
  virtual torch::Tensor play(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                             Past& past) {
    return decode(harmony, rhythm, past);
  }
};

std::shared_ptr<Network> make_pitch_network(const Config& config);
std::shared_ptr<Network> make_paper_network(const Config& config);
std::shared_ptr<Network> make_network(const Config& config);

}  // namespace hemiola::networks
