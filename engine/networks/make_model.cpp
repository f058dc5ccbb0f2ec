// Makes untrained models, and models of other sizes of trained ones.
#include "networks/make_model.h"

#include <algorithm>
#include <string>
#include <vector>

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

// Rows at places between the old ones.
torch::Tensor rows_at(const torch::Tensor& rows, const torch::Tensor& places) {
  const int64_t last = rows.size(0) - 1;
  const torch::Tensor below = places.floor().clamp(0, last).to(torch::kLong);
  const torch::Tensor above = (below + 1).clamp_max(last);
  const torch::Tensor part = (places - below).clamp(0, 1).unsqueeze(1);
  return torch::lerp(rows.index_select(0, below), rows.index_select(0, above), part);
}

// The last layer of a sound network for frames of another length.
torch::Tensor reshape_outputs(const torch::Tensor& rows /*[outputs][...]*/, const Config& from,
                              const Config& to) {
  const torch::Tensor flat = rows.reshape({rows.size(0), -1});
  SoundOutputs o =
      split_outputs(flat.t().unsqueeze(0), from.geometry.bands, from.sound);  // [1][..][outputs]
  const auto set = [](torch::Tensor& part, const torch::Tensor& places) {
    part = rows_at(part[0].t(), places).t().unsqueeze(0);
  };
  const torch::Tensor bins = torch::arange(to.sound.bins) * (to.sound.bin_hz / from.sound.bin_hz);
  set(o.rest_gains, bins);
  set(o.rest_phase, bins.round());  // between two phases there is no mean
  const double longer =
      to.geometry.synthesis_window_seconds / from.geometry.synthesis_window_seconds;
  const torch::Tensor knots =
      (0.5 + longer * (torch::linspace(0, 1, to.sound.knots) - 0.5)) * (from.sound.knots - 1);
  set(o.tone_shape, knots);
  set(o.rest_shape, knots);
  const torch::Tensor all = torch::cat({o.tone_gains, o.rest_gains, o.rest_phase, o.tone_shape,
                                        o.rest_shape, o.noise_gains, o.roughness},
                                       2)[0]
                                .t();
  std::vector<int64_t> sizes = rows.sizes().vec();
  sizes[0] = all.size(0);
  return all.reshape(sizes).contiguous();
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

void add_sound_network(model::Model& model, int width, double window_seconds, std::uint64_t seed) {
  Config config = model.config();
  config.geometry.synthesis_window_seconds = window_seconds;
  config.sound = modelfile::sound_shape(config.geometry, width);
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

std::shared_ptr<model::Model> with_synthesis_window(const model::Model& model, double seconds) {
  Config config = model.config();
  config.geometry.synthesis_window_seconds = seconds;
  config.sound = modelfile::sound_shape(config.geometry, config.sound.width);
  Tensors tensors = model.tensors();
  for (const std::string name : {"sound.out.weight", "sound.out.bias"})
    if (model.has_sound())
      tensors[name] =
          from_torch(reshape_outputs(to_torch(tensors.at(name)), model.config(), config));
  return model::Model::make(config, std::move(tensors), model.device());
}

}  // namespace hemiola::networks
