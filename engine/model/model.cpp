// The variational autoencoder with plain floats: log bands to two latents and back, streaming.
#include "model/model.h"

#include <dlfcn.h>

#include <stdexcept>

#include "inference/conv.h"
#include "inference/rotation_detector.h"
#include "inference/sound.h"
#include "model/nets.h"
#include "model/stream_state.h"
#include "modelfile/safetensors.h"

namespace hemiola::model {
namespace {

constexpr char kMetadataKey[] = "hemiola";

// Joins the voices' pasts into one batch; zeros for voices that have none yet.
networks::Past gather(std::span<StreamState* const> states) {
  std::size_t layers = 0;
  for (const auto* state : states) layers = std::max(layers, state->past.layers.size());
  networks::Past past;
  for (std::size_t i = 0; i < layers; ++i) {
    torch::Tensor silence;
    for (const auto* state : states)
      if (i < state->past.layers.size()) silence = state->past.layers[i];
    std::vector<torch::Tensor> rows;
    for (const auto* state : states)
      rows.push_back(i < state->past.layers.size() ? state->past.layers[i]
                                                   : torch::zeros_like(silence));
    past.layers.push_back(rows.size() == 1 ? rows[0] : torch::cat(rows));
  }
  return past;
}

void scatter(const networks::Past& past, std::span<StreamState* const> states) {
  for (std::size_t v = 0; v < states.size(); ++v) {
    auto& layers = states[v]->past.layers;
    layers.resize(past.layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i)
      layers[i] = states.size() == 1 ? past.layers[i] : past.layers[i].narrow(0, v, 1);
  }
}

// As in the inference network: the whole past of the decoder is laid out along the places.
void track_rotation(StreamState& state, std::span<const float> harmony, int channels) {
  const int rotation = inference::track_rotation(state.cpu_past.harmony, harmony, channels);
  if (rotation == 0) return;
  for (torch::Tensor& layer : state.past.layers) layer = layer.roll(rotation, 3);
}

torch::Tensor view(const float* data, std::vector<int64_t> shape) {
  return torch::from_blob(const_cast<float*>(data), std::move(shape), torch::kFloat32);
}

void copy_out(const torch::Tensor& from, float* to) { view(to, from.sizes().vec()).copy_(from); }

using Player = Model::Nets::Player;

// Else (GPU, paper preset) LibTorch runs the network.
bool uses_inference_network(const Model::Nets& nets) {
  return nets.device.is_cpu() && nets.config.preset == modelfile::Preset::pitch &&
         nets.player != Player::libtorch;
}

std::shared_ptr<inference::Network> inference_network_of(Model::Nets& nets) {
  const std::lock_guard lock(nets.cpu_network_mutex);
  if (!nets.cpu_network || nets.cpu_network->stale())
    nets.cpu_network = std::make_shared<inference::Network>(
        nets.config, nets.tensors(), inference::has_bfloat16() && nets.player == Player::fastest);
  return nets.cpu_network;
}

// Frame by frame: any split of the frames over calls gives the same bits.
template <typename Job, typename Run, typename MakeJob>
void run_inference(Model::Nets& nets, std::span<StreamState* const> states, int frames, Run run,
                   MakeJob make_job) {
  const std::shared_ptr<inference::Network> network = inference_network_of(nets);
  static thread_local std::vector<Job> jobs;
  for (int t = 0; t < frames; ++t) {
    jobs.clear();
    for (std::size_t v = 0; v < states.size(); ++v)
      jobs.push_back(make_job(states[v]->cpu_past, static_cast<std::ptrdiff_t>(v) * frames + t));
    (network.get()->*run)(jobs);
  }
}

// Corrects log_bands [voices][frames][bands] to the levels in rhythm's loudness channel.
void correct_levels(const Model::Nets& nets, std::span<StreamState* const> states, int frames,
                    const float* rhythm, float* log_bands) {
  const Config& config = nets.config;
  const int channel = config.loudness_channel();
  const float scale = nets.rhythm_scale.cpu().data_ptr<float>()[channel];
  for (StreamState* state : states)
    for (int t = 0; t < frames; ++t) {
      const float level = modelfile::level_of(rhythm[channel] / scale);
      modelfile::correct_level({log_bands, static_cast<std::size_t>(config.geometry.bands)}, level,
                               config.geometry.hop_seconds, state->level);
      rhythm += config.rhythm;
      log_bands += config.geometry.bands;
    }
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  return {tensor.data_ptr<float>(), tensor.data_ptr<float>() + tensor.numel()};
}

}  // namespace

torch::Device choose_device(const std::string& name) {
  const bool have_cuda = torch::cuda::is_available();
  if (name == "cuda" && !have_cuda)
    throw std::runtime_error(
        "device \"cuda\" was asked for, but this LibTorch finds none; use "
        "\"cpu\", or \"auto\" to take what there is");
  if (name == "cuda" || (name == "auto" && have_cuda)) return torch::kCUDA;
  if (name == "cpu" || name == "auto") return torch::kCPU;
  throw std::runtime_error("device \"" + name + "\" is not known; use auto, cpu or cuda");
}

// OpenBLAS has its own threads, which spin between products: a worker with one voice took 1.2 cores
// with two of them, and 0.19 with one.
void use_threads(int threads) {
  at::set_num_threads(threads);
  using Set = void (*)(int);
  if (const auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(threads);
}

Model::Model() : nets_(std::make_unique<Nets>()) {}
Model::~Model() = default;

std::shared_ptr<Model> Model::create(const Config& config, std::uint64_t seed,
                                     const std::string& device) {
  torch::manual_seed(seed);
  std::shared_ptr<Model> model(new Model);
  model->nets_->config = config;
  model->nets_->device = choose_device(device);
  model->nets_->network = networks::make_network(config);
  model->nets_->network->to(model->nets_->device);
  model->nets_->harmony_scale = torch::ones({config.channels_per_place}, model->nets_->device);
  model->nets_->rhythm_scale = torch::ones({config.rhythm}, model->nets_->device);
  if (config.note_map)
    model->set_note_map(
        {config.places, config.channels_per_place,
         std::vector<float>(patchbay::NoteMapView::kRegisters * patchbay::NoteMapView::kReach *
                            config.channels_per_place),
         std::vector<float>(config.places * config.channels_per_place)});
  if (config.note_reader)
    model->set_note_reader(
        {config.places, config.channels_per_place,
         std::vector<float>(patchbay::NoteMapView::kReach * config.channels_per_place),
         std::vector<float>(config.places)});
  if (config.beat_map) model->set_beat_map(patchbay::BeatMap::empty_of(config.rhythm));
  if (config.sound.width > 0) model->create_sound_network(config.sound.width, seed);
  return model;
}

void Model::create_sound_network(int width, std::uint64_t seed) {
  torch::manual_seed(seed);
  nets_->config.sound.width = width;
  nets_->sound = std::make_shared<networks::SoundNetwork>(nets_->config);
  nets_->sound->to(nets_->device);
}

void Model::set_note_map(const patchbay::NoteMap& map) {
  nets_->config.note_map = true;
  nets_->note_kernel = torch::tensor(map.kernel).view({-1, map.channels});
  nets_->note_bias = torch::tensor(map.bias).view({-1, map.channels});
}

void Model::set_note_reader(const patchbay::NoteReader& reader) {
  nets_->config.note_reader = true;
  nets_->reader_kernel = torch::tensor(reader.kernel).view({-1, reader.channels});
  nets_->reader_bias = torch::tensor(reader.bias).view({-1, 1});
}

void Model::set_beat_map(const patchbay::BeatMap& map) {
  nets_->config.beat_map = true;
  nets_->beat_kernel = torch::tensor(map.kernel).view({-1, map.rhythm});
  nets_->beat_bias = torch::tensor(map.bias);
  nets_->beat_silence = torch::tensor(map.silence);
  nets_->beat_lowest = torch::tensor(map.lowest);
  nets_->beat_highest = torch::tensor(map.highest);
}

patchbay::BeatMap Model::beat_map() const {
  if (!config().beat_map) return {};
  return {config().rhythm,
          values_of(nets_->beat_kernel),
          values_of(nets_->beat_bias),
          values_of(nets_->beat_silence),
          values_of(nets_->beat_lowest),
          values_of(nets_->beat_highest)};
}

patchbay::NoteMap Model::note_map() const {
  if (!config().note_map) return {};
  return {config().places, config().channels_per_place, values_of(nets_->note_kernel),
          values_of(nets_->note_bias)};
}

patchbay::NoteReader Model::note_reader() const {
  if (!config().note_reader) return {};
  return {config().places, config().channels_per_place, values_of(nets_->reader_kernel),
          values_of(nets_->reader_bias)};
}

std::shared_ptr<Model> Model::load(const std::filesystem::path& path, const std::string& device) {
  const modelfile::TensorFile file = modelfile::read_safetensors(path);
  const auto text = file.metadata.find(kMetadataKey);
  if (text == file.metadata.end())
    throw std::runtime_error(path.string() +
                             ": holds tensors, but is no Hemiola model (no configuration in it)");
  try {
    auto model = create(modelfile::config_from_json(text->second), 0, device);
    torch::NoGradGuard guard;
    auto parameters = model->nets_->tensors();
    if (parameters.size() != file.tensors.size())
      throw std::runtime_error("holds " + std::to_string(file.tensors.size()) +
                               " tensors where its configuration needs " +
                               std::to_string(parameters.size()));
    for (const auto& [name, stored] : file.tensors) {
      const bool sounds = name == "sound.out.weight" || name == "sound.out.bias";
      // Maps of notes from before there were registers have one kernel for all.
      const bool one_register = name == "notes.kernel" && stored.dim() == 2 &&
                                stored.size(0) == patchbay::NoteMapView::kReach;
      const torch::Tensor tensor = sounds ? networks::with_noise(stored, model->config())
                                   : one_register
                                       ? stored.repeat({patchbay::NoteMapView::kRegisters, 1})
                                       : stored;
      torch::Tensor* parameter = parameters.find(name);
      if (parameter == nullptr || parameter->sizes() != tensor.sizes())
        throw std::runtime_error("tensor " + name + " does not fit its configuration");
      if (!torch::isfinite(tensor).all().item<bool>())
        throw std::runtime_error("tensor " + name + " holds numbers that are not finite");
      parameter->copy_(tensor);
    }
    for (const auto& scale : {model->nets_->harmony_scale, model->nets_->rhythm_scale})
      if (!(scale > 0).all().item<bool>())
        throw std::runtime_error("holds a scale of latents that is not positive");
    return model;
  } catch (const c10::Error& error) {
    throw std::runtime_error(path.string() + ": " + error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    throw std::runtime_error(path.string() + ": there is not enough memory for this model");
  } catch (const std::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
}

void Model::save(const std::filesystem::path& path) const {
  save_with_record(path, nets_->config.record);
}

void Model::save_with_record(const std::filesystem::path& path, const std::string& record) const {
  Config config = nets_->config;
  config.record = record;
  modelfile::TensorFile file;
  file.metadata[kMetadataKey] = modelfile::to_json(config);
  for (const auto& parameter : nets_->tensors())
    file.tensors.emplace_back(parameter.key(), parameter.value());
  modelfile::write_safetensors(path, file);
}

const Config& Model::config() const noexcept { return nets_->config; }
std::string Model::device() const { return nets_->device.str(); }

long Model::parameters() const {
  long count = 0;
  for (const auto& parameter : nets_->network->parameters()) count += parameter.numel();
  return count;
}

std::shared_ptr<StreamState> Model::make_encoder_state() const {
  return std::make_shared<StreamState>();
}
std::shared_ptr<StreamState> Model::make_decoder_state() const {
  return std::make_shared<StreamState>();
}
std::shared_ptr<StreamState> Model::make_sound_state() const {
  return std::make_shared<StreamState>();
}
bool Model::has_sound() const noexcept { return nets_->sound != nullptr; }
void Model::prepare(int threads) const {
  if (!uses_inference_network(*nets_)) return;
  inference_network_of(*nets_)->reserve(threads);
}
void Model::reset(StreamState& state) {
  state.past.layers.clear();
  state.cpu_past.reset();
  state.level = {};
}

void Model::encode(std::span<StreamState* const> states, int frames, const float* log_bands,
                   float* harmony, float* rhythm) const {
  const auto voices = static_cast<int64_t>(states.size());
  const int bands = config().geometry.bands;
  if (uses_inference_network(*nets_)) {
    run_inference<inference::EncodeJob>(
        *nets_, states, frames, &inference::Network::encode, [&](auto& past, auto row) {
          return inference::EncodeJob{&past, log_bands + row * bands,
                                      harmony + row * config().places * config().channels_per_place,
                                      rhythm + row * config().rhythm};
        });
    return;
  }
  const c10::InferenceMode guard;
  networks::Past past = gather(states);
  const auto x = view(log_bands, {voices, frames, bands}).to(nets_->device);
  const networks::Posterior posterior = nets_->network->encode(x, past);
  scatter(past, states);
  copy_out(nets_->latent_harmony(posterior), harmony);
  copy_out(nets_->latent_rhythm(posterior), rhythm);
}

void Model::decode(std::span<StreamState* const> states, int frames, const float* harmony,
                   const float* rhythm, float* log_bands) const {
  const auto voices = static_cast<int64_t>(states.size());
  const int places = config().places, channels = config().channels_per_place;
  if (uses_inference_network(*nets_)) {
    run_inference<inference::DecodeJob>(
        *nets_, states, frames, &inference::Network::decode, [&](auto& past, auto row) {
          return inference::DecodeJob{&past, harmony + row * places * channels,
                                      rhythm + row * config().rhythm,
                                      log_bands + row * config().geometry.bands};
        });
    return correct_levels(*nets_, states, frames, rhythm, log_bands);
  }
  const c10::InferenceMode guard;
  const auto h = view(harmony, {voices, frames, places, channels});
  const auto r = view(rhythm, {voices, frames, config().rhythm});
  const auto play = [&](const torch::Tensor& h_part, const torch::Tensor& r_part) {
    networks::Past past = gather(states);
    const torch::Tensor decoded =
        nets_->network->play(h_part.to(nets_->device) / nets_->harmony_scale,
                             r_part.to(nets_->device) / nets_->rhythm_scale, past);
    scatter(past, states);
    return decoded.to(torch::kCPU);
  };
  if (config().preset == modelfile::Preset::paper) return copy_out(play(h, r), log_bands);
  std::vector<torch::Tensor> decoded;
  for (int64_t t = 0; t < frames; ++t) {
    for (std::size_t v = 0; v < states.size(); ++v)
      track_rotation(*states[v],
                     {harmony + (static_cast<std::ptrdiff_t>(v) * frames + t) * places * channels,
                      static_cast<std::size_t>(places * channels)},
                     channels);
    decoded.push_back(play(h.narrow(1, t, 1), r.narrow(1, t, 1)));
  }
  copy_out(torch::cat(decoded, 1), log_bands);
  correct_levels(*nets_, states, frames, rhythm, log_bands);
}

void Model::sound(std::span<StreamState* const> states, int frames, const float* log_bands,
                  const float* log_rest, float* rows) const {
  const int bands_per_frame = config().geometry.bands;
  if (uses_inference_network(*nets_)) {
    run_inference<inference::SoundJob>(
        *nets_, states, frames, &inference::Network::sound, [&](auto& past, auto row) {
          return inference::SoundJob{&past, log_bands + row * bands_per_frame,
                                     log_rest + row * bands_per_frame,
                                     rows + row * config().sound.outputs(bands_per_frame)};
        });
    return;
  }
  const c10::InferenceMode guard;
  const auto voices = static_cast<int64_t>(states.size());
  networks::Past past = gather(states);
  const auto bands = [&](const float* data) {
    return view(data, {voices, frames, bands_per_frame}).to(nets_->device);
  };
  const torch::Tensor out = nets_->sound->forward(bands(log_bands), bands(log_rest), past);
  scatter(past, states);
  copy_out(out, rows);
}

}  // namespace hemiola::model
