// Internals of Model, for this room and the trainer.
#pragma once

#include <mutex>

#include "inference/network.h"
#include "model/model.h"
#include "networks/network.h"
#include "networks/sound_network.h"

namespace hemiola::model {

struct Model::Nets {
  Config config;
  torch::Device device{torch::kCPU};
  std::shared_ptr<networks::Network> network;
  std::shared_ptr<networks::SoundNetwork> sound;  // null if the model has no sound network
  // Factors that give the network's channels unit spread on music. Users see scaled latents;
  // training sees unscaled ones.
  torch::Tensor harmony_scale;  // [channels per place]
  torch::Tensor rhythm_scale;   // [rhythm], loudness 1
  // The map from notes to harmony (patchbay/note_map.h); undefined if config.note_map is false.
  torch::Tensor note_kernel;  // [NoteMapView::kRegisters * kReach][channels per place]
  torch::Tensor note_bias;    // [places][channels per place]
  // The way back (patchbay/note_reader.h); undefined if config.note_reader is false.
  torch::Tensor reader_kernel;  // [NoteMapView::kReach][channels per place]
  torch::Tensor reader_bias;    // [places][1]
  // From hits to rhythm (patchbay/beat_map.h); undefined if config.beat_map is false.
  torch::Tensor beat_kernel;                                         // [BeatMapView::kRows][rhythm]
  torch::Tensor beat_bias, beat_silence, beat_lowest, beat_highest;  // [rhythm]
  // Runs Model::encode, decode and sound on the CPU. Made at the first frame, and again after the
  // weights have changed.
  std::mutex cpu_network_mutex;
  std::shared_ptr<inference::Network> cpu_network;
  // For tests: floats even if the processor has bfloat16, or LibTorch as on a GPU.
  enum class Player { fastest, floats, libtorch } player = Player::fastest;

  // All tensors of the model file, by name.
  torch::OrderedDict<std::string, torch::Tensor> tensors() const {
    auto all = network->named_parameters();
    all.insert("harmony_scale", harmony_scale);
    all.insert("rhythm_scale", rhythm_scale);
    if (config.note_map) {
      all.insert("notes.kernel", note_kernel);
      all.insert("notes.bias", note_bias);
    }
    if (config.note_reader) {
      all.insert("notes.reader_kernel", reader_kernel);
      all.insert("notes.reader_bias", reader_bias);
    }
    if (config.beat_map) {
      all.insert("beats.kernel", beat_kernel);
      all.insert("beats.bias", beat_bias);
      all.insert("beats.silence", beat_silence);
      all.insert("beats.lowest", beat_lowest);
      all.insert("beats.highest", beat_highest);
    }
    if (sound)
      for (const auto& parameter : sound->named_parameters())
        all.insert("sound." + parameter.key(), parameter.value());
    return all;
  }
  torch::Tensor latent_harmony(const networks::Posterior& q) const {
    return q.harmony_mean * harmony_scale;
  }
  torch::Tensor latent_rhythm(const networks::Posterior& q) const {
    return q.rhythm(q.rhythm_mean) * rhythm_scale;
  }
};

// name: "auto", "cpu" or "cuda". Throws std::runtime_error if it is unknown or not available.
torch::Device choose_device(const std::string& name);

}  // namespace hemiola::model
