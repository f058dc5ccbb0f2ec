// A model's networks in LibTorch, to train them or to play on a GPU.
#pragma once

#include "model/model.h"
#include "networks/network.h"
#include "networks/sound_network.h"

namespace hemiola::networks {

struct Nets {
  // Copies of the tensors. device: "cpu" or "cuda". Throws std::runtime_error if one does not fit.
  Nets(const Config& config, const modelfile::Tensors& tensors, const std::string& device);
  explicit Nets(const model::Model& model)
      : Nets(model.config(), model.tensors(), model.device()) {}

  // Writes the networks and scales back into the model that they were made from.
  void store(model::Model& model) const;

  torch::Tensor latent_harmony(const Posterior& q) const { return q.harmony_mean * harmony_scale; }
  torch::Tensor latent_rhythm(const Posterior& q) const {
    return q.rhythm(q.rhythm_mean) * rhythm_scale;
  }

  Config config;
  torch::Device device;
  std::shared_ptr<Network> network;
  std::shared_ptr<SoundNetwork> sound;  // null if the model has no sound network
  // Factors that give the network's channels unit spread on music. Users see scaled latents;
  // training sees unscaled ones.
  torch::Tensor harmony_scale;  // [channels per place]
  torch::Tensor rhythm_scale;   // [rhythm], loudness 1
};

// Conversions to and from a model file's form.
torch::Tensor to_torch(const modelfile::Tensor& tensor);
modelfile::Tensor from_torch(const torch::Tensor& tensor);

}  // namespace hemiola::networks
