// Training on a tiny corpus reduces the loss, and can be stopped and resumed.
#include "support/catch_with_torch.h"

#include <fstream>

#include "networks/nets.h"
#include "training/health.h"
#include "training/losses.h"
#include "training/tiny_corpus.h"
#include "training/trainer.h"

using namespace hemiola;

namespace {

training::TrainOptions tiny_run(const std::filesystem::path& out, int steps) {
  training::TrainOptions options;
  options.audio = {tests::tiny_corpus()};
  options.out = out;
  options.device = "cpu";
  options.batch = 4;
  options.examples.frames = 64;
  options.frames = 4.0 * 64 * steps;
  options.threads = 1;
  return options;
}

training::TrainResult run(const training::TrainOptions& options) {
  const training::TrainListener silent{[](const auto&) {}, [](const auto&) {}, [](int, int) {}};
  return training::train(options, silent);
}

// Stopped when all is prepared; the step in progress is finished.
training::TrainResult run_one_step(const training::TrainOptions& options) {
  std::atomic<bool> stop = false;
  const auto hear = [&](const std::string& sentence) {
    if (sentence.starts_with("training on")) stop = true;
  };
  const training::TrainListener stopping{[](const auto&) {}, hear, [](int, int) {}};
  return training::train(options, stopping, &stop);
}

bool same_weights(const model::Model& a, const model::Model& b) {
  const auto x = networks::Nets(a).network->parameters(),
             y = networks::Nets(b).network->parameters();
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!torch::equal(x[i], y[i])) return false;
  return x.size() == y.size();
}

}  // namespace

TEST_CASE("200 steps halve the loss, and rotating the wrong way is measurably worse") {
  const tests::TemporaryFolder folder;
  const auto options = tiny_run(folder / "m.safetensors", 200);
  const auto result = run(options);
  REQUIRE(result.finished);
  CHECK(result.last.loss < 0.5 * result.first_loss);

  // Examples that were not trained on: training used numbers below 800.
  training::DatasetOptions how;
  how.folder = folder / "m.safetensors.run" / "features";
  const training::Dataset dataset(
      audio::scan_libraries(options.audio), features::Geometry{}, how, [](const auto&) {},
      [](int, int) {});
  const auto batch = training::make_batch(dataset, options.examples, 100'000, 24);
  const networks::Nets nets(*result.model);
  auto& network = *nets.network;
  const double right = training::mean_errors(network, batch).mean().item<double>();
  const double wrong = training::mean_errors(network, batch, 3).mean().item<double>();
  INFO("held-out error " << right << " nats, rotated three semitones too far " << wrong);
  CHECK(wrong > 1.02 * right);

  // The files it writes, and the ranges of the channels.
  for (const char* name : {"log.csv", "health.csv"})
    CHECK(std::filesystem::file_size(folder / "m.safetensors.run" / name) > 60);
  REQUIRE(result.ranges.rhythm.size() == 64);
  CHECK(result.ranges.harmony[0].spread == Approx(1));
  CHECK(result.ranges.rhythm.back().high > result.ranges.rhythm.back().low);
}

TEST_CASE("a collapsed or leaking latent is said in words, a healthy one is not") {
  training::Health health{0.3, 0.95, 40, 60, 5};
  CHECK(training::warnings(health, 0.5).empty());
  health.harmony_kl = 1;
  health.drums_in_harmony = 0.1;
  REQUIRE(training::warnings(health, 0.5).size() == 1);
  CHECK_THAT(training::warnings(health, 0.5)[0], hemiola::tests::Contains("collapsing"));
  CHECK(training::warnings(health, 0.05).empty());
  health = {0.3, 0.2, 40, 60, 30};
  CHECK(training::warnings(health, 0.5).size() == 2);
}

TEST_CASE("what is kept of the first model is averaged with what was learned") {
  const tests::TemporaryFolder folder;
  const auto start = run(tiny_run(folder / "start.safetensors", 2));
  start.model->save(folder / "start.safetensors");
  const auto learn = [&](const char* name, double keep) {
    auto options = tiny_run(folder / name, 4);
    options.from = folder / "start.safetensors";
    options.keep = keep;
    return networks::Nets(*run(options).model).network->parameters();
  };
  const auto before = networks::Nets(*start.model).network->parameters();
  const auto learned = learn("learned.safetensors", 0), some = learn("some.safetensors", 0.25),
             all = learn("all.safetensors", 1);
  bool differ = false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    differ |= !torch::equal(before[i], learned[i]);
    CHECK(torch::allclose(all[i], before[i]));
    CHECK(torch::allclose(some[i], 0.25 * before[i] + 0.75 * learned[i], 1e-4, 1e-6));
  }
  CHECK(differ);
  // Also of a run that was stopped, and whose first model's file is another one by now.
  auto options = tiny_run(folder / "late.safetensors", 4);
  options.from = folder / "start.safetensors";
  options.keep = 1;
  options.width = 48;
  CHECK_FALSE(run_one_step(options).finished);
  std::filesystem::remove(folder / "start.safetensors");
  options.resume = true;
  options.width = 0;
  const auto late = networks::Nets(*run(options).model);
  CHECK(late.config.width == 48);
  const auto x = torch::randn({1, 20, late.config.geometry.bands});
  networks::Past past, first_past;
  CHECK(torch::allclose(late.network->encode(x, past).harmony_mean,
                        networks::Nets(*start.model).network->encode(x, first_past).harmony_mean,
                        1e-3, 1e-4));
}

TEST_CASE("stopped and resumed ends with the weights of an undisturbed run") {
  const tests::TemporaryFolder folder;
  const auto whole = run(tiny_run(folder / "whole.safetensors", 10));
  REQUIRE(whole.finished);

  auto options = tiny_run(folder / "parts.safetensors", 10);
  options.features = folder / "whole.safetensors.run" / "features";
  const auto first = run_one_step(options);
  REQUIRE_FALSE(first.finished);
  REQUIRE(first.model);
  options.resume = true;
  const auto second = run(options);
  REQUIRE(second.finished);
  CHECK(same_weights(*whole.model, *second.model));
  CHECK_FALSE(same_weights(*whole.model, *first.model));

  // The log equals that of an uninterrupted run; lines of lost steps would be dropped.
  std::ifstream log(folder / "parts.safetensors.run" / "log.csv");
  std::string line;
  long before = 0;
  std::getline(log, line);
  while (std::getline(log, line)) {
    CHECK(std::atol(line.c_str()) > before);
    before = std::atol(line.c_str());
  }
  CHECK(before == 10);
}
