// Plays models with LibTorch: on a GPU, and the paper preset.
#include "networks/torch_player.h"

#include <algorithm>

#include "inference/rotation_detector.h"
#include "networks/nets.h"

namespace hemiola::networks {
namespace {

using model::StreamState;

class TorchState : public StreamState {
 public:
  void forget() override {
    past.layers.clear();
    std::fill(harmony.begin(), harmony.end(), 0.0f);
  }

  Past past;
  std::vector<float> harmony;  // last decoded frame
};

TorchState& own(StreamState* state) { return *static_cast<TorchState*>(state); }

// Joins the voices' pasts into one batch; zeros for voices that have none yet.
Past gather(std::span<StreamState* const> states) {
  std::size_t layers = 0;
  for (auto* state : states) layers = std::max(layers, own(state).past.layers.size());
  Past past;
  for (std::size_t i = 0; i < layers; ++i) {
    torch::Tensor silence;
    for (auto* state : states)
      if (i < own(state).past.layers.size()) silence = own(state).past.layers[i];
    std::vector<torch::Tensor> rows;
    for (auto* state : states)
      rows.push_back(i < own(state).past.layers.size() ? own(state).past.layers[i]
                                                       : torch::zeros_like(silence));
    past.layers.push_back(rows.size() == 1 ? rows[0] : torch::cat(rows));
  }
  return past;
}

void scatter(const Past& past, std::span<StreamState* const> states) {
  for (std::size_t v = 0; v < states.size(); ++v) {
    auto& layers = own(states[v]).past.layers;
    layers.resize(past.layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i)
      layers[i] = states.size() == 1 ? past.layers[i]
                                     : past.layers[i].narrow(0, static_cast<int64_t>(v), 1);
  }
}

// As in the inference network: the whole past of the decoder is laid out along the places.
void track_rotation(TorchState& state, std::span<const float> harmony, int channels) {
  const int rotation = inference::track_rotation(state.harmony, harmony, channels);
  if (rotation == 0) return;
  for (torch::Tensor& layer : state.past.layers) layer = layer.roll(rotation, 3);
}

torch::Tensor view(const float* data, std::vector<int64_t> shape) {
  return torch::from_blob(const_cast<float*>(data), std::move(shape), torch::kFloat32);
}

void copy_out(const torch::Tensor& from, float* to) { view(to, from.sizes().vec()).copy_(from); }

class TorchPlayer : public model::Player {
 public:
  TorchPlayer(const Config& config, const modelfile::Tensors& tensors, const std::string& device)
      : nets_(config, tensors, device) {
    // A GPU would round the factors of its convolutions to ten bits, and differ from the CPU.
    at::globalContext().setAllowTF32CuDNN(false);
  }

  std::shared_ptr<StreamState> make_state() const override {
    return std::make_shared<TorchState>();
  }
  void reserve(int) override {}

  void encode(States states, int frames, const float* log_bands, float* harmony,
              float* rhythm) override {
    const c10::InferenceMode guard;
    Past past = gather(states);
    const Posterior q = nets_.network->encode(
        view(log_bands, {voices(states), frames, nets_.config.geometry.bands}).to(nets_.device),
        past);
    scatter(past, states);
    copy_out(nets_.latent_harmony(q), harmony);
    copy_out(nets_.latent_rhythm(q), rhythm);
  }

  void decode(States states, int frames, const float* harmony, const float* rhythm,
              float* log_bands) override {
    const c10::InferenceMode guard;
    const int places = nets_.config.places, channels = nets_.config.channels_per_place;
    const torch::Tensor h = view(harmony, {voices(states), frames, places, channels});
    const torch::Tensor r = view(rhythm, {voices(states), frames, nets_.config.rhythm});
    if (nets_.config.preset == modelfile::Preset::paper)
      return copy_out(play(states, h, r), log_bands);
    std::vector<torch::Tensor> decoded;
    for (int64_t t = 0; t < frames; ++t) {
      for (std::size_t v = 0; v < states.size(); ++v)
        track_rotation(own(states[v]),
                       {harmony + (static_cast<std::ptrdiff_t>(v) * frames + t) * places * channels,
                        static_cast<std::size_t>(places * channels)},
                       channels);
      decoded.push_back(play(states, h.narrow(1, t, 1), r.narrow(1, t, 1)));
    }
    copy_out(torch::cat(decoded, 1), log_bands);
  }

  void sound(States states, int frames, const float* log_bands, const float* log_rest,
             float* rows) override {
    const c10::InferenceMode guard;
    Past past = gather(states);
    const auto bands = [&](const float* data) {
      return view(data, {voices(states), frames, nets_.config.geometry.bands}).to(nets_.device);
    };
    const torch::Tensor out = nets_.sound->forward(bands(log_bands), bands(log_rest), past);
    scatter(past, states);
    copy_out(out, rows);
  }

 private:
  static int64_t voices(States states) { return static_cast<int64_t>(states.size()); }

  torch::Tensor play(States states, const torch::Tensor& harmony, const torch::Tensor& rhythm) {
    Past past = gather(states);
    torch::Tensor decoded = nets_.network->play(harmony.to(nets_.device) / nets_.harmony_scale,
                                                rhythm.to(nets_.device) / nets_.rhythm_scale, past);
    scatter(past, states);
    return decoded.to(torch::kCPU);
  }

  Nets nets_;
};

class Players : public model::TorchPlayers {
 public:
  bool has_cuda() const override { return torch::cuda::is_available(); }
  void use_threads(int threads) const override { at::set_num_threads(threads); }
  std::unique_ptr<model::Player> make(const Config& config, const modelfile::Tensors& tensors,
                                      const std::string& device) const override {
    return std::make_unique<TorchPlayer>(config, tensors, device);
  }
};

}  // namespace

void offer_torch() {
  static const bool offered = [] {
    model::use_torch_players(std::make_unique<Players>());
    return true;
  }();
  static_cast<void>(offered);
}

}  // namespace hemiola::networks
