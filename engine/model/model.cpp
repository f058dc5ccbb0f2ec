// The variational autoencoder with plain floats: log bands to two latents and back, streaming.
#include "model/model.h"

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "inference/threads.h"
#include "model/tensor_shapes.h"
#include "modelfile/safetensors.h"

namespace hemiola::model {
namespace {

using modelfile::Preset;
using modelfile::Tensor;
using modelfile::Tensors;

constexpr char kMetadataKey[] = "hemiola";

std::unique_ptr<TorchPlayers>& torch_players() {
  static std::unique_ptr<TorchPlayers> players;
  return players;
}

std::string choose_device(const std::string& name) {
  const bool has_cuda = torch_players() && torch_players()->has_cuda();
  if (name == "cuda" && !torch_players())
    throw std::runtime_error(
        "device \"cuda\" was asked for, but this program has no LibTorch; hemiola-studio has it. "
        "Or use \"cpu\", or \"auto\" to take what there is");
  if (name == "cuda" && !has_cuda)
    throw std::runtime_error(
        "device \"cuda\" was asked for, but this LibTorch finds none; use "
        "\"cpu\", or \"auto\" to take what there is");
  if (name == "cuda" || (name == "auto" && has_cuda)) return "cuda";
  if (name == "cpu" || name == "auto") return "cpu";
  throw std::runtime_error("device \"" + name + "\" is not known; use auto, cpu or cuda");
}

// Brings tensors of older files to the shapes of today.
void renew(const Config& config, Tensors& tensors) {
  // From before there was noise: its outputs get gains of zero.
  const std::int64_t outputs = config.sound.outputs(config.geometry.bands);
  const std::int64_t noises = 2 * config.sound.noise_bands(config.geometry.bands);
  for (const char* name : {"sound.out.weight", "sound.out.bias"}) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.shape.empty() ||
        found->second.shape[0] != outputs - noises)
      continue;
    Tensor& tensor = found->second;
    tensor.shape[0] = outputs;
    tensor.values.resize(static_cast<std::size_t>(modelfile::count_of(tensor.shape)));
  }
  // From before there were registers: one kernel for all.
  const auto found = tensors.find("notes.kernel");
  if (found == tensors.end() || found->second.shape.size() != 2 ||
      found->second.shape[0] != patchbay::NoteMapView::kReach)
    return;
  Tensor& kernel = found->second;
  const std::vector<float> one = kernel.values;
  for (int i = 1; i < patchbay::NoteMapView::kRegisters; ++i)
    kernel.values.insert(kernel.values.end(), one.begin(), one.end());
  kernel.shape[0] *= patchbay::NoteMapView::kRegisters;
}

// Throws if a tensor is missing, has another shape or is not finite.
void check(const Config& config, const Tensors& tensors) {
  if (config.preset == Preset::pitch) {
    const auto shapes = tensor_shapes(config);
    if (shapes.size() != tensors.size())
      throw std::runtime_error("holds " + std::to_string(tensors.size()) +
                               " tensors where its configuration needs " +
                               std::to_string(shapes.size()));
    for (const auto& [name, tensor] : tensors) {
      const auto shape = shapes.find(name);
      if (shape == shapes.end() || shape->second != tensor.shape)
        throw std::runtime_error("tensor " + name + " does not fit its configuration");
    }
  }
  for (const auto& [name, tensor] : tensors)
    if (!std::all_of(tensor.values.begin(), tensor.values.end(),
                     [](float x) { return std::isfinite(x); }))
      throw std::runtime_error("tensor " + name + " holds numbers that are not finite");
  for (const char* name : {"harmony_scale", "rhythm_scale"}) {
    const auto scale = tensors.find(name);
    if (scale == tensors.end() ||
        !std::all_of(scale->second.values.begin(), scale->second.values.end(),
                     [](float x) { return x > 0; }))
      throw std::runtime_error("holds a scale of latents that is not positive");
  }
}

bool belongs_to_the_autoencoder(const std::string& name) {
  return !name.starts_with("sound.") && !name.starts_with("notes.") &&
         !name.starts_with("beats.") && name != "harmony_scale" && name != "rhythm_scale";
}

// rows x columns.
Tensor matrix(const std::vector<float>& values, int columns) {
  return {{static_cast<std::int64_t>(values.size()) / columns, columns}, values};
}

Tensor row(const std::vector<float>& values) {
  return {{static_cast<std::int64_t>(values.size())}, values};
}

}  // namespace

void use_torch_players(std::unique_ptr<TorchPlayers> players) {
  torch_players() = std::move(players);
}

// oneDNN has OpenMP's threads. OpenBLAS, which LibTorch brings, has its own, which spin between
// products: a worker with one voice took 1.2 cores with two of them, and 0.19 with one.
void use_threads(int threads) {
  if (torch_players()) torch_players()->use_threads(threads);
  omp_set_num_threads(threads);
  using Set = void (*)(int);
  if (const auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(threads);
}

std::shared_ptr<Model> Model::make(const Config& config, Tensors tensors,
                                   const std::string& device) {
  std::shared_ptr<Model> model(new Model);
  model->device_ = choose_device(device);
  model->set(config, std::move(tensors));
  // LibTorch checks what no table of this room does.
  if (model->needs_torch() && torch_players()) static_cast<void>(model->player());
  return model;
}

std::shared_ptr<Model> Model::load(const std::filesystem::path& path, const std::string& device) {
  modelfile::TensorFile file = modelfile::read_safetensors(path);
  const auto text = file.metadata.find(kMetadataKey);
  if (text == file.metadata.end())
    throw std::runtime_error(path.string() +
                             ": holds tensors, but is no Hemiola model (no configuration in it)");
  try {
    const Config config = modelfile::config_from_json(text->second);
    renew(config, file.tensors);
    return make(config, std::move(file.tensors), device);
  } catch (const std::bad_alloc&) {
    throw std::runtime_error(path.string() + ": there is not enough memory for this model");
  } catch (const std::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
}

void Model::set(const Config& config, Tensors tensors) {
  check(config, tensors);
  config_ = config;
  tensors_ = std::move(tensors);
  player_.reset();
}

bool Model::needs_torch() const noexcept {
  return device_ != "cpu" || config_.preset != Preset::pitch || played_by_ == PlayedBy::libtorch;
}

void Model::play_by(PlayedBy player) {
  played_by_ = player;
  player_.reset();
}

Player& Model::player() const {
  const std::lock_guard lock(player_mutex_);
  if (!player_ && needs_torch() && !torch_players())
    throw std::runtime_error(
        "is of the paper preset, which LibTorch alone plays; hemiola-studio has it");
  if (!player_)
    player_ = needs_torch() ? torch_players()->make(config_, tensors_, device_)
                            : make_cpu_player(config_, tensors_, played_by_ == PlayedBy::fastest);
  return *player_;
}

void Model::save(const std::filesystem::path& path) const {
  save_with_record(path, config_.record);
}

void Model::save_with_record(const std::filesystem::path& path, const std::string& record) const {
  Config config = config_;
  config.record = record;
  modelfile::write_safetensors(path, {{{kMetadataKey, modelfile::to_json(config)}}, tensors_});
}

long Model::parameters() const {
  long count = 0;
  for (const auto& [name, tensor] : tensors_)
    if (belongs_to_the_autoencoder(name)) count += static_cast<long>(tensor.values.size());
  return count;
}

void Model::reset(StreamState& state) {
  state.forget();
  state.level = {};
}

void Model::encode(std::span<StreamState* const> states, int frames, const float* log_bands,
                   float* harmony, float* rhythm) const {
  player().encode(states, frames, log_bands, harmony, rhythm);
}

void Model::decode(std::span<StreamState* const> states, int frames, const float* harmony,
                   const float* rhythm, float* log_bands) const {
  player().decode(states, frames, harmony, rhythm, log_bands);
  if (config_.preset == Preset::pitch) correct_levels(states, frames, rhythm, log_bands);
}

void Model::sound(std::span<StreamState* const> states, int frames, const float* log_bands,
                  const float* log_rest, float* rows) const {
  player().sound(states, frames, log_bands, log_rest, rows);
}

// Corrects log_bands [voices][frames][bands] to the levels in rhythm's loudness channel.
void Model::correct_levels(std::span<StreamState* const> states, int frames, const float* rhythm,
                           float* log_bands) const {
  const auto channel = static_cast<std::size_t>(config_.loudness_channel());
  const auto bands = static_cast<std::size_t>(config_.geometry.bands);
  const float scale = tensors_.at("rhythm_scale").values[channel];
  for (StreamState* state : states)
    for (int t = 0; t < frames; ++t) {
      const float level = modelfile::level_of(rhythm[channel] / scale);
      modelfile::correct_level({log_bands, bands}, level, config_.geometry.hop_seconds,
                               state->level);
      rhythm += config_.rhythm;
      log_bands += bands;
    }
}

void Model::set_note_map(const patchbay::NoteMap& map) {
  config_.note_map = true;
  tensors_["notes.kernel"] = matrix(map.kernel, map.channels);
  tensors_["notes.bias"] = matrix(map.bias, map.channels);
}

void Model::set_note_reader(const patchbay::NoteReader& reader) {
  config_.note_reader = true;
  tensors_["notes.reader_kernel"] = matrix(reader.kernel, reader.channels);
  tensors_["notes.reader_bias"] = matrix(reader.bias, 1);
}

void Model::set_beat_map(const patchbay::BeatMap& map) {
  config_.beat_map = true;
  tensors_["beats.kernel"] = matrix(map.kernel, map.rhythm);
  tensors_["beats.bias"] = row(map.bias);
  tensors_["beats.silence"] = row(map.silence);
  tensors_["beats.lowest"] = row(map.lowest);
  tensors_["beats.highest"] = row(map.highest);
}

patchbay::NoteMap Model::note_map() const {
  if (!config_.note_map) return {};
  return {config_.places, config_.channels_per_place, tensors_.at("notes.kernel").values,
          tensors_.at("notes.bias").values};
}

patchbay::NoteReader Model::note_reader() const {
  if (!config_.note_reader) return {};
  return {config_.places, config_.channels_per_place, tensors_.at("notes.reader_kernel").values,
          tensors_.at("notes.reader_bias").values};
}

patchbay::BeatMap Model::beat_map() const {
  if (!config_.beat_map) return {};
  const auto values = [&](const char* name) { return tensors_.at(name).values; };
  return {config_.rhythm,          values("beats.kernel"), values("beats.bias"),
          values("beats.silence"), values("beats.lowest"), values("beats.highest")};
}

}  // namespace hemiola::model
