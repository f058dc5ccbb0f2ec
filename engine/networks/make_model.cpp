// Makes untrained models, and larger ones of trained ones.
#include "networks/make_model.h"

#include <algorithm>

#include "networks/nets.h"
#include "networks/torch_player.h"

namespace hemiola::networks {
namespace {

using modelfile::Tensors;

void add_all(const torch::OrderedDict<std::string, torch::Tensor>& parameters,
             const std::string& prefix, Tensors& tensors) {
  for (const auto& parameter : parameters)
    tensors[prefix + parameter.key()] = from_torch(parameter.value());
}

void add_sound(const Config& config, std::uint64_t seed, Tensors& tensors) {
  torch::manual_seed(seed);
  add_all(SoundNetwork(config).named_parameters(), "sound.", tensors);
}

// The corner of a larger tensor that has the size of the smaller one.
torch::Tensor corner(torch::Tensor large, const torch::Tensor& small) {
  for (int64_t axis = 0; axis < small.dim(); ++axis) large = large.slice(axis, 0, small.size(axis));
  return large;
}

}  // namespace

std::shared_ptr<model::Model> make_model(const Config& config, std::uint64_t seed,
                                         const std::string& device) {
  offer_torch();
  torch::manual_seed(seed);
  Tensors tensors;
  add_all(make_network(config)->named_parameters(), "", tensors);
  tensors["harmony_scale"] = from_torch(torch::ones({config.channels_per_place}));
  tensors["rhythm_scale"] = from_torch(torch::ones({config.rhythm}));
  if (config.sound.width > 0) add_sound(config, seed, tensors);
  Config plain = config;
  plain.note_map = plain.note_reader = plain.beat_map = false;
  auto model = model::Model::make(plain, std::move(tensors), device);
  const auto zeros = [](int count) { return std::vector<float>(static_cast<std::size_t>(count)); };
  constexpr int kReach = patchbay::NoteMapView::kReach;
  const int channels = config.channels_per_place;
  if (config.note_map)
    model->set_note_map({config.places, channels,
                         zeros(patchbay::NoteMapView::kRegisters * kReach * channels),
                         zeros(config.places * channels)});
  if (config.note_reader)
    model->set_note_reader(
        {config.places, channels, zeros(kReach * channels), zeros(config.places)});
  if (config.beat_map) model->set_beat_map(patchbay::BeatMap::empty_of(config.rhythm));
  return model;
}

void add_sound_network(model::Model& model, int width, std::uint64_t seed) {
  Config config = model.config();
  config.sound.width = width;
  Tensors tensors = model.tensors();
  add_sound(config, seed, tensors);
  model.set(config, std::move(tensors));
}

std::shared_ptr<model::Model> widened(const model::Model& model, int width, int decoder_width,
                                      std::uint64_t seed) {
  Config config = model.config();
  config.width = std::max(config.width, width);
  config.decoder_width = std::max(config.decoder_width, decoder_width);
  auto wide = make_model(config, seed, model.device());
  Tensors tensors = model.tensors();
  for (const auto& [name, fresh] : wide->tensors()) {
    const torch::Tensor old = to_torch(model.tensors().at(name));
    torch::Tensor tensor = to_torch(fresh);
    // No old channel reads a new one.
    if (tensor.dim() > 1 && tensor.sizes() != old.sizes()) tensor.slice(0, 0, old.size(0)).zero_();
    corner(tensor, old).copy_(old);
    tensors[name] = from_torch(tensor);
  }
  wide->set(config, std::move(tensors));
  return wide;
}

}  // namespace hemiola::networks
