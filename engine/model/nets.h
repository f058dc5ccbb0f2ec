// The inside of a Model, for this room and the trainer.
#pragma once

#include <mutex>

#include "model/inference_network.h"
#include "model/model.h"
#include "model/network.h"
#include "model/sound_network.h"

namespace hemiola::model {

struct Model::Nets {
  Config config;
  torch::Device device{torch::kCPU};
  std::shared_ptr<Network> network;
  std::shared_ptr<SoundNetwork> sound;  // null where the model comes without
  // What the network's channels are multiplied with to have unit spread on music. Users see the
  // product; training sees the network's own.
  torch::Tensor harmony_scale;  // [channels a place]
  torch::Tensor rhythm_scale;   // [rhythm], loudness 1
  // What Model::encode and decode run on the CPU; made at the first frame, and anew where the
  // weights have changed since.
  std::mutex inference_mutex;
  std::shared_ptr<InferenceNetwork> inference;
  // For tests: floats even where the processor has something faster, and LibTorch as on a GPU.
  enum class Player { fastest, floats, libtorch } player = Player::fastest;

  // All that the file holds, by name.
  torch::OrderedDict<std::string, torch::Tensor> tensors() const {
    auto all = network->named_parameters();
    all.insert("harmony_scale", harmony_scale);
    all.insert("rhythm_scale", rhythm_scale);
    if (sound)
      for (const auto& parameter : sound->named_parameters())
        all.insert("sound." + parameter.key(), parameter.value());
    return all;
  }
  torch::Tensor latent_harmony(const Posterior& q) const { return q.harmony_mean * harmony_scale; }
  torch::Tensor latent_rhythm(const Posterior& q) const {
    return q.rhythm(q.rhythm_mean) * rhythm_scale;
  }
};

torch::Device choose_device(const std::string& name);

}  // namespace hemiola::model
