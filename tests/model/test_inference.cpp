// The inference network gives the same results as LibTorch, the reference.
#include "support/catch_with_torch.h"

#include <vector>

#include "model/model.h"
#include "networks/make_model.h"
#include "networks/nets.h"

using namespace hemiola;

namespace {

constexpr int kFrames = 60;
constexpr float kTolerance = 1e-4f;

// [voices][frames][bands]: changing partials over noise, with silence in the middle.
torch::Tensor some_bands(int voices, int bands) {
  torch::manual_seed(4);
  torch::Tensor x = -8 + torch::randn({voices, kFrames, bands});
  const auto partials = torch::rand({voices, 1, bands}).gt(0.9).to(torch::kFloat32);
  x = x + 6 * partials * torch::rand({voices, kFrames, 1});
  x.slice(1, 20, 30).fill_(-16);
  return x;
}

struct Played {
  torch::Tensor harmony, rhythm, bands;
};

Played by_inference(const model::Model& m, const torch::Tensor& x) {
  const auto& c = m.config();
  const int64_t voices = x.size(0);
  Played p{torch::empty({voices, kFrames, c.places, c.channels_per_place}),
           torch::empty({voices, kFrames, c.rhythm}), torch::empty_like(x)};
  std::vector<std::shared_ptr<model::StreamState>> states;
  std::vector<model::StreamState*> encoders, decoders;
  for (int v = 0; v < voices; ++v) {
    encoders.push_back(states.emplace_back(m.make_encoder_state()).get());
    decoders.push_back(states.emplace_back(m.make_decoder_state()).get());
  }
  m.encode(encoders, kFrames, x.data_ptr<float>(), p.harmony.data_ptr<float>(),
           p.rhythm.data_ptr<float>());
  m.decode(decoders, kFrames, p.harmony.data_ptr<float>(), p.rhythm.data_ptr<float>(),
           p.bands.data_ptr<float>());
  return p;
}

// The same by LibTorch, frame by frame.
Played by_libtorch(model::Model& m, const torch::Tensor& x,
                   model::Model::PlayedBy before = model::Model::PlayedBy::floats) {
  m.play_by(model::Model::PlayedBy::libtorch);
  const Played p = by_inference(m, x);
  m.play_by(before);
  return p;
}

// log_rest: log_bands with the loud bands lowered.
torch::Tensor rest_of(const torch::Tensor& x) {
  return torch::where(x > -5, x - 5, x).contiguous();
}

torch::Tensor sound_by_libtorch(const model::Model& m, const torch::Tensor& x) {
  const torch::NoGradGuard guard;
  networks::Past past;
  return networks::Nets(m).sound->forward(x, rest_of(x), past);
}

torch::Tensor inference_sound(const model::Model& m, const torch::Tensor& x) {
  const torch::Tensor rest = rest_of(x);
  torch::Tensor rows =
      torch::empty({x.size(0), kFrames, m.config().sound.outputs(m.config().geometry.bands)});
  std::vector<std::shared_ptr<model::StreamState>> states;
  std::vector<model::StreamState*> voices;
  for (int64_t v = 0; v < x.size(0); ++v)
    voices.push_back(states.emplace_back(m.make_sound_state()).get());
  m.sound(voices, kFrames, x.data_ptr<float>(), rest.data_ptr<float>(), rows.data_ptr<float>());
  return rows;
}

float difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<float>();
}

float rms(const torch::Tensor& x) { return x.square().mean().sqrt().item<float>(); }

void check_against_libtorch(model::Model& m) {
  m.play_by(model::Model::PlayedBy::floats);
  const torch::Tensor x = some_bands(3, m.config().geometry.bands);
  const Played reference = by_libtorch(m, x), played = by_inference(m, x);
  CHECK(difference(played.harmony, reference.harmony) < kTolerance);
  CHECK(difference(played.rhythm, reference.rhythm) < kTolerance);
  CHECK(difference(played.bands, reference.bands) < kTolerance);
}

}  // namespace

TEST_CASE("the inference network gives LibTorch's latents and bands, for the default model too") {
  check_against_libtorch(*networks::make_model(modelfile::Config{}, 7));
  check_against_libtorch(*model::Model::load(HEMIOLA_DEFAULT_MODEL, "cpu"));
}

TEST_CASE("the inference network gives LibTorch's sound, for the default model and other widths") {
  modelfile::Config config;
  config.sound.width = 24;
  const auto small = networks::make_model(config, 5);
  const auto usual = model::Model::load(HEMIOLA_DEFAULT_MODEL, "cpu");
  REQUIRE(usual->has_sound());
  for (const auto& m : {small, usual}) {
    m->play_by(model::Model::PlayedBy::floats);
    const torch::Tensor x = some_bands(5, m->config().geometry.bands);
    CHECK(difference(inference_sound(*m, x), sound_by_libtorch(*m, x)) < 1e-3f);
  }
}

TEST_CASE("where the processor has bfloat16, the default model is played with it, and as well") {
  const auto m = model::Model::load(HEMIOLA_DEFAULT_MODEL, "cpu");
  const torch::Tensor x = some_bands(3, m->config().geometry.bands);
  const Played reference = by_libtorch(*m, x, model::Model::PlayedBy::fastest),
               played = by_inference(*m, x);
  const auto error = [](const torch::Tensor& a, const torch::Tensor& b) { return rms(a - b); };
  // Latents have unit spread, bands are nats; the model's own error is 0.24.
  CHECK(error(played.harmony, reference.harmony) < 0.01f);
  CHECK(error(played.rhythm, reference.rhythm) < 0.01f);
  CHECK(error(played.bands, reference.bands) < 0.06f);
  CHECK(error(inference_sound(*m, x), sound_by_libtorch(*m, x)) < 0.01f);
  const Played again = by_inference(*m, x);
  CHECK(torch::equal(again.bands, played.bands));
}

TEST_CASE("whatever number of places is accepted is played as LibTorch plays it") {
  for (const int places : {12, 13, 31, 32, 33, 60, 96, 97, 128, 129, 160, 255, 256}) {
    INFO(places << " places");
    modelfile::Config config;
    config.places = places;
    config.geometry.bands = 2 * places;
    config.width = config.decoder_width = 4;
    config.rhythm = 3;
    check_against_libtorch(*networks::make_model(config, 7));
  }
}

TEST_CASE("other widths and more channels a place are played as well") {
  modelfile::Config config;
  config.channels_per_place = 2;
  config.rhythm = 24;
  config.width = 20;
  config.decoder_width = 36;
  const auto m = networks::make_model(config, 8);
  const torch::NoGradGuard guard;
  networks::Nets nets(*m);
  nets.harmony_scale.copy_(torch::tensor({0.5f, 3.0f}));
  nets.rhythm_scale.slice(0, 0, 23).uniform_(0.3, 3);
  nets.store(*m);
  check_against_libtorch(*m);
}

TEST_CASE("weights that change after the first frame are played") {
  const auto m = networks::make_model(modelfile::Config{}, 9);
  check_against_libtorch(*m);
  {
    const torch::NoGradGuard guard;
    const networks::Nets nets(*m);
    for (auto& parameter : nets.network->parameters()) parameter.mul_(1.1);
    nets.store(*m);
  }
  check_against_libtorch(*m);
}

TEST_CASE("a voice's bits depend neither on the other voices nor on its place among them") {
  const auto m = networks::make_model(modelfile::Config{}, 10);
  const torch::Tensor x = some_bands(7, m->config().geometry.bands);
  const Played together = by_inference(*m, x);
  for (int v : {0, 4, 6}) {
    const Played alone = by_inference(*m, x.slice(0, v, v + 1).contiguous());
    CHECK(torch::equal(alone.harmony[0], together.harmony[v]));
    CHECK(torch::equal(alone.rhythm[0], together.rhythm[v]));
    CHECK(torch::equal(alone.bands[0], together.bands[v]));
  }
}

TEST_CASE("a voice's sound is the same to the bit alone and at any place among nine") {
  const auto m = model::Model::load(HEMIOLA_DEFAULT_MODEL, "cpu");
  const torch::Tensor x = some_bands(9, m->config().geometry.bands);
  const torch::Tensor together = inference_sound(*m, x);
  for (int v = 0; v < 9; ++v)
    CHECK(torch::equal(inference_sound(*m, x.slice(0, v, v + 1).contiguous())[0], together[v]));
}
