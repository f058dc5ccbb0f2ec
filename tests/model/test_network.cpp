// The two presets: shapes, layout of harmony for rotation, published sizes.
#include "support/catch_with_torch.h"

#include "model/model.h"
#include "networks/make_model.h"
#include "networks/nets.h"

using namespace hemiola;

TEST_CASE("the pitch preset lays harmony along semitones and keeps the bands") {
  const auto m = networks::make_model(modelfile::Config{}, 1);
  networks::Past past;
  const torch::NoGradGuard guard;
  const auto q = networks::Nets(*m).network->encode(torch::randn({2, 9, 216}), past);
  CHECK(q.harmony_mean.sizes() == at::IntArrayRef({2, 9, 108, 1}));
  CHECK(q.rhythm_mean.sizes() == at::IntArrayRef({2, 9, 63}));
  const torch::Tensor rhythm = q.rhythm(q.rhythm_mean);
  CHECK(rhythm.sizes() == at::IntArrayRef({2, 9, 64}));
  CHECK(torch::equal(rhythm.select(2, m->config().loudness_channel()), q.loudness.squeeze(2)));
  CHECK((q.harmony_deviation > 0).all().item<bool>());
  networks::Past decoder_past;
  CHECK(networks::Nets(*m).network->decode(q.harmony_mean, rhythm, decoder_past).sizes() ==
        at::IntArrayRef({2, 9, 216}));
}

TEST_CASE("shifting the bands by a semitone shifts harmony by a place") {
  // Away from the edges the encoder is a convolution along pitch, so this holds without training.
  const auto m = networks::make_model(modelfile::Config{}, 2);
  const torch::NoGradGuard guard;
  const auto x = torch::full({1, 12, 216}, -8.0);
  x.slice(2, 100, 102).fill_(-1);
  x.slice(2, 124, 126).fill_(-2);
  networks::Past a, b;
  const auto h = networks::Nets(*m).network->encode(x, a).harmony_mean;
  const auto up = networks::Nets(*m).network->encode(x.roll(2 * 3, 2), b).harmony_mean;
  const auto difference = (h.roll(3, 2) - up).slice(2, 36, 80).abs().max().item<float>();
  CHECK(difference < 1e-4f);
}

TEST_CASE("the paper preset is the published architecture") {
  const auto m = networks::make_model(modelfile::paper_config(), 1);
  CHECK(m->config().geometry.bands == 128);
  networks::Past past;
  const torch::NoGradGuard guard;
  const auto q = networks::Nets(*m).network->encode(torch::randn({1, 40, 128}), past);
  // 64 channels at 2 remaining rows, for each latent; no striding in time.
  CHECK(q.harmony_mean.sizes() == at::IntArrayRef({1, 40, 64, 2}));
  CHECK(q.rhythm_mean.sizes() == at::IntArrayRef({1, 40, 128}));
  CHECK(networks::Nets(*m).network->decode(q.harmony_mean, q.rhythm_mean, past).sizes() ==
        at::IntArrayRef({1, 40, 128}));
  // Its layers, counted: a convolution has in x out x frames x rows weights, and with weight norm a
  // length and a bias for each channel.
  const auto conv = [](int in, int out, int size) { return in * out * size + 2 * out; };
  const auto residual = [&](int width) { return 2 * conv(width, width, 3 * 3); };
  int encoder = conv(1, 32, 3 * 3) + conv(256, 128, 1);
  int decoder = conv(128, 256, 1) + conv(32, 1, 3 * 3);
  for (const int width : {32, 64, 128}) {
    encoder +=
        conv(width, 2 * width, 3 * 3) + conv(2 * width, 2 * width, 3 * 4) + residual(2 * width);
    decoder +=
        residual(2 * width) + conv(2 * width, 2 * width, 3 * 4) + conv(2 * width, width, 3 * 3);
  }
  encoder += 2 * (2 * residual(128) + conv(128, 128, 1));  // a branch for each latent
  CHECK(m->parameters() == encoder + decoder);
}

TEST_CASE("a widened model does what it did, and has more to learn with") {
  const auto model = networks::make_model(modelfile::Config{}, 3);
  const auto wide = networks::widened(*model, 40, 72, 4);
  CHECK(wide->config().width == 40);
  CHECK(wide->config().decoder_width == 72);
  CHECK(wide->parameters() > model->parameters());
  torch::NoGradGuard guard;
  const auto bands = torch::randn({1, 20, wide->config().geometry.bands}) - 4;
  const auto through = [&](const model::Model& m) {
    networks::Past heard, decoded;
    const auto q = networks::Nets(m).network->encode(bands, heard);
    return networks::Nets(m).network->decode(q.harmony_mean, q.rhythm(q.rhythm_mean), decoded);
  };
  CHECK(torch::allclose(through(*wide), through(*model), 1e-4, 1e-4));
}

TEST_CASE("a sound of shorter frames keeps what the network says of each frequency and time") {
  modelfile::Config config;
  config.sound = modelfile::sound_shape(config.geometry, 16);
  CHECK(config.sound.bins == 776);
  const auto model = networks::make_model(config, 5);
  const auto brief = networks::with_synthesis_window(*model, 0.0232);
  const modelfile::SoundShape& shape = brief->config().sound;
  CHECK(shape.bin_hz == 2 * config.sound.bin_hz);
  CHECK(shape.bins == 388);
  torch::NoGradGuard guard;
  const int bands = config.geometry.bands;
  const auto input = torch::randn({1, 20, bands}) - 4;
  const auto outputs = [&](const model::Model& m) {
    networks::Past past;
    return networks::split_outputs(networks::Nets(m).sound->forward(input, input, past), bands,
                                   m.config().sound);
  };
  const auto before = outputs(*model), after = outputs(*brief);
  const auto every_other = [](const torch::Tensor& x) { return x.slice(2, 0, 776, 2); };
  CHECK(torch::allclose(after.tone_gains, before.tone_gains, 1e-5, 1e-5));
  CHECK(torch::allclose(after.noise_gains, before.noise_gains, 1e-5, 1e-5));
  CHECK(torch::allclose(after.rest_gains, every_other(before.rest_gains), 1e-4, 1e-4));
  CHECK(torch::allclose(after.rest_phase, every_other(before.rest_phase), 1e-4, 1e-4));
  // The middle of the shorter frame is that of the longer one.
  const auto middle = [](const torch::Tensor& x) { return x.slice(2, 7, 9).mean(2); };
  CHECK(torch::allclose(middle(after.rest_shape), middle(before.rest_shape), 1e-3, 1e-3));
  CHECK_THROWS_AS(networks::with_synthesis_window(*model, 0.02), std::invalid_argument);
}

TEST_CASE("a file of before has one tone gain for each bin, not for each tone") {
  modelfile::Config config;
  config.sound = modelfile::sound_shape(config.geometry, 16);
  std::string text = modelfile::to_json(config);
  CHECK(modelfile::config_from_json(text).sound.gain_per_tone);
  const std::string field = "\"gain_per_tone\":true,";
  REQUIRE(text.find(field) != std::string::npos);
  text.erase(text.find(field), field.size());
  CHECK_FALSE(modelfile::config_from_json(text).sound.gain_per_tone);
}
