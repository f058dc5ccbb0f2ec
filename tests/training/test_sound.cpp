// Second stage: training and playback sound the same, the loss falls, runs can be resumed.
#include "support/catch_with_torch.h"

#include "modelfile/safetensors.h"
#include "networks/make_model.h"
#include "networks/nets.h"
#include "training/sound_losses.h"
#include "training/sound_synthesis.h"
#include "training/sound_trainer.h"
#include "training/tiny_corpus.h"
#include "vocoder/vocoder.h"

using namespace hemiola;

namespace {

std::shared_ptr<model::Model> small_model() {
  model::use_threads(1);
  modelfile::Config config;
  config.width = 8;
  config.decoder_width = 8;
  config.sound.width = 16;
  return networks::make_model(config, 5);
}

training::SoundOptions tiny_run(const std::filesystem::path& run, int steps) {
  training::SoundOptions options;
  options.audio = {tests::tiny_corpus()};
  options.run = run;
  options.batch = 2;
  options.frames = 2.0 * 104 * steps;
  options.width = 16;
  options.learning_rate = 1e-2;  // as all these steps are warm-up
  options.threads = 1;
  return options;
}

// stops: stops when all is prepared; the step in progress is finished.
std::vector<double> run(std::shared_ptr<model::Model>& model, const training::SoundOptions& options,
                        bool stops = false) {
  std::vector<double> losses;
  std::atomic<bool> stop = false;
  const auto hear = [&](const std::string& sentence) {
    if (sentence.starts_with("training the sound network")) stop = stops;
  };
  training::train_sound(model, options,
                        {[&](const training::SoundProgress& p) { losses.push_back(p.loss); }, hear},
                        &stop);
  return losses;
}

double loss_of(model::Model& model) {
  const networks::Nets nets(model);
  const auto library = audio::scan_library(tests::tiny_corpus());
  const auto batch = training::SoundExamples(library, nets, {}).batch(1000, 4);
  const torch::NoGradGuard guard;
  networks::Past past;
  const auto rows = nets.sound->forward(batch.log_bands, batch.log_rest, past);
  const auto& config = model.config();
  const training::SoundSynthesis synthesis(config, torch::kCPU);
  const auto sound =
      synthesis.sound(networks::split_outputs(rows, config.geometry.bands, config.sound), batch, 0);
  const int64_t first = synthesis.window(), last = sound.size(1) - first,
                shift = synthesis.begin(0);
  const training::SoundDistance distance(config.geometry, torch::kCPU);
  return distance(sound.slice(1, first, last), batch.samples.slice(1, first + shift, last + shift))
      .total.item<double>();
}

}  // namespace

TEST_CASE("what is trained sounds within two thousandths like what plays") {
  const auto model = small_model();
  const auto library = audio::scan_library(tests::tiny_corpus());
  training::SoundExampleOptions how;
  how.frames = 60;
  how.synthetic = how.decoded = 0;
  const networks::Nets nets(*model);
  const auto batch = training::SoundExamples(library, nets, how).batch(3, 1);
  const torch::NoGradGuard guard;
  networks::Past past;
  const auto rows = nets.sound->forward(batch.log_bands, batch.log_rest, past);
  const auto& config = model->config();
  const training::SoundSynthesis synthesis(config, torch::kCPU);
  const auto trained =
      synthesis.sound(networks::split_outputs(rows, config.geometry.bands, config.sound), batch, 0);

  // Noise seeds match: voice 3, example 3.
  const auto vocoder = vocoder::make_vocoder(model, training::kSoundRate, 4);
  const int hop = synthesis.hop();
  std::vector<float> played(static_cast<std::size_t>(60 * hop));
  for (int t = 0; t < 60; ++t) {
    const vocoder::Job job{3, batch.log_bands[0][t].data_ptr<float>(), &played[t * hop], nullptr};
    vocoder->process({&job, 1});
  }
  float largest = 0, difference = 0;
  for (std::size_t i = 0; i < played.size(); ++i) {
    const float expected = trained[0][static_cast<int64_t>(i)].item<float>();
    largest = std::max(largest, std::abs(expected));
    difference = std::max(difference, std::abs(expected - played[i]));
  }
  INFO("largest sample " << largest << ", largest difference " << difference);
  CHECK(largest > 0.01);
  CHECK(difference < 2e-3 * largest);
}

TEST_CASE("examples are the same again, decoded or made ones among them") {
  const auto model = small_model();
  const auto library = audio::scan_library(tests::tiny_corpus());
  const networks::Nets nets(*model);
  const training::SoundExamples examples(library, nets, {});
  const auto four = examples.batch(8, 4), last = examples.batch(10, 2);
  CHECK(torch::equal(four.samples.slice(0, 2), last.samples));
  CHECK(torch::equal(four.log_bands.slice(0, 2), last.log_bands));
  CHECK(torch::isfinite(four.attacks).all().item<bool>());
}

TEST_CASE("frames without a tone are trained on, too") {
  const auto model = small_model();
  const auto library = audio::scan_library(tests::tiny_corpus());
  const networks::Nets nets(*model);
  auto batch = training::SoundExamples(library, nets, {}).batch(3, 1);
  auto& tones = batch.tones;
  REQUIRE(tones.frame.size(0) > 0);
  for (torch::Tensor* each : {&tones.frame, &tones.position, &tones.first, &tones.bins})
    *each = each->slice(0, 0, 0);
  networks::Past past;
  const auto rows = nets.sound->forward(batch.log_bands, batch.log_rest, past);
  const auto& config = model->config();
  const training::SoundSynthesis synthesis(config, torch::kCPU);
  const auto outputs = networks::split_outputs(rows, config.geometry.bands, config.sound);
  const auto sound = synthesis.sound(outputs, batch, 0);
  CHECK(torch::isfinite(sound).all().item<bool>());
  sound.square().sum().backward();
}

TEST_CASE("the distance of a sound from itself is nothing, and grows with what is wrong") {
  const training::SoundDistance distance(features::Geometry{}, torch::kCPU);
  torch::manual_seed(1);
  const auto truth = 0.1 * torch::randn({2, 20000});
  const double same = distance(truth, truth).total.item<double>();
  const double quieter = distance(0.5 * truth, truth).total.item<double>();
  const double other = distance(0.1 * torch::randn({2, 20000}), truth).total.item<double>();
  // The same 470 samples repeated: a hum with the spectrum of noise.
  const auto hum = 0.1 * torch::randn({2, 470}).repeat({1, 43}).slice(1, 0, 20000);
  const double repeated = distance(hum, truth).total.item<double>();
  CHECK(same < 1e-3);
  CHECK(quieter > 0.5);
  CHECK(other > 0.2);
  CHECK(repeated > 1.3 * other);  // other noise costs little
}

TEST_CASE("training the sound network lowers the loss, and resumed it ends with the same weights") {
  const tests::TemporaryFolder folder;
  auto whole = small_model();
  const auto options = tiny_run(folder / "whole", 60);
  REQUIRE(whole->has_sound());
  const double untrained = loss_of(*whole);
  const auto losses = run(whole, options);
  CHECK(losses.size() >= 2);
  CHECK(loss_of(*whole) < 0.99 * untrained);

  // Stopped after the first step, then resumed by a process that knows only the folder.
  auto parts = small_model();
  const auto half = tiny_run(folder / "parts", 60);
  run(parts, half, true);
  REQUIRE(training::state_of_run(folder / "parts").sound);
  auto again = half;
  again.resume = true;
  auto resumed = small_model();
  run(resumed, again);
  const auto x = networks::Nets(*whole).sound->parameters(),
             y = networks::Nets(*resumed).sound->parameters();
  REQUIRE(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(torch::equal(x[i], y[i]));
}

TEST_CASE("a file keeps the sound that was learned, and one without it plays classically") {
  const tests::TemporaryFolder folder;
  const auto with = small_model();
  with->save(folder / "with.safetensors");
  const auto back = model::Model::load(folder / "with.safetensors", "cpu");
  REQUIRE(back->has_sound());
  const auto x = networks::Nets(*with).sound->parameters(),
             y = networks::Nets(*back).sound->parameters();
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(torch::equal(x[i], y[i]));
  CHECK_FALSE(networks::make_model(modelfile::Config{}, 1)->has_sound());
}

TEST_CASE("a sound that was learned before there was noise plays on, with noise") {
  const tests::TemporaryFolder folder;
  const auto model = small_model();
  model->save(folder / "new.safetensors");
  modelfile::TensorFile file = modelfile::read_safetensors(folder / "new.safetensors");
  const auto& config = model->config();
  const int bands = config.geometry.bands;
  const int before = config.sound.outputs(bands) - 2 * config.sound.noise_bands(bands);
  const auto cut = [&](const std::string& name, int rows) {
    modelfile::Tensor& tensor = file.tensors[name];
    tensor.shape[0] = rows;
    tensor.values.resize(static_cast<std::size_t>(modelfile::count_of(tensor.shape)));
  };
  for (const char* name : {"sound.out.weight", "sound.out.bias"}) cut(name, before);
  modelfile::write_safetensors(folder / "old.safetensors", file);
  const auto old = model::Model::load(folder / "old.safetensors", "cpu");
  const torch::NoGradGuard guard;
  networks::Past past;
  const auto some = torch::full({1, 8, bands}, -3.0);
  const auto rows = networks::Nets(*old).sound->forward(some, some, past);
  const auto outputs = networks::split_outputs(rows, bands, config.sound);
  CHECK(outputs.noise_gains.abs().max().item<float>() == 0);
  CHECK(outputs.rest_gains.abs().max().item<float>() > 0);
  // A weight of any other size is refused.
  cut("sound.out.weight", before - 1);
  modelfile::write_safetensors(folder / "broken.safetensors", file);
  CHECK_THROWS_WITH(model::Model::load(folder / "broken.safetensors", "cpu"),
                    hemiola::tests::Contains("does not fit its configuration"));
}
