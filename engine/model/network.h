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
  torch::Tensor rhythm_mean, rhythm_deviation;    // [voices][frames][rhythm], without loudness
  torch::Tensor loudness;  // [voices][frames][1], measured, not inferred; the paper preset has none

  // Every channel of rhythm, loudness the last.
  torch::Tensor rhythm(const torch::Tensor& inferred) const {
    return loudness.defined() ? torch::cat({inferred, loudness}, 2) : inferred;
  }
};

class Network : public torch::nn::Module {
 public:
  // Bands are [voices][frames][bands]. Training shows the two encoders different sounds, to teach
  // each what it must not hear; where one trunk serves both latents it hears the second.
  virtual Posterior encode(const torch::Tensor& harmony_bands, const torch::Tensor& rhythm_bands,
                           Past& past) = 0;
  Posterior encode(const torch::Tensor& log_bands, Past& past) {
    return encode(log_bands, log_bands, past);
  }
  virtual torch::Tensor decode(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                               Past& past) = 0;  // [voices][frames][bands]
  // The same for the ear: silence is hushed. Its slope would only be in training's way.
  virtual torch::Tensor play(const torch::Tensor& harmony, const torch::Tensor& rhythm,
                             Past& past) {
    return decode(harmony, rhythm, past);
  }
};

std::shared_ptr<Network> make_pitch_network(const Config& config);
std::shared_ptr<Network> make_paper_network(const Config& config);
std::shared_ptr<Network> make_network(const Config& config);

// Log amplitudes, absolute (paper) or below the running level: a network sees about -2.5 to 2.2.
template <typename T>
T normalise(const T& log_bands) {
  return (log_bands + 4.0) / 3.0;
}
template <typename T>
T denormalise(const T& x) {
  return x * 3.0 - 4.0;
}

}  // namespace hemiola::model
