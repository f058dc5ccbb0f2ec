// Training really learns, on a tiny corpus, and can be broken off and resumed.
#include "support/catch_with_torch.h"

#include "model/nets.h"
#include "training/tiny_corpus.h"
#include "training/trainer.h"

using namespace hemiola;

namespace {

training::TrainOptions tiny_run(const std::filesystem::path& out, int steps) {
  training::TrainOptions options;
  options.audio = tests::tiny_corpus();
  options.out = out;
  options.device = "cpu";
  options.batch = 4;
  options.examples.frames = 64;
  options.frames = 4.0 * 64 * steps;
  options.threads = 1;
  return options;
}

training::TrainResult run(const training::TrainOptions& options,
                          const std::atomic<bool>* stop = nullptr) {
  return training::train(
      options, [](const auto&) {}, [](const auto&) {}, stop);
}

bool same_weights(const model::Model& a, const model::Model& b) {
  const auto x = a.nets().network->parameters(), y = b.nets().network->parameters();
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

  // Examples that no step has seen: training used numbers below 800.
  const training::ExampleMaker held_out(audio::scan_library(options.audio), features::Geometry{},
                                        options.examples);
  const double right = training::held_out_loss(*result.model, held_out, 100'000, 24, 1);
  const double wrong = training::held_out_loss(*result.model, held_out, 100'000, 24, -1);
  INFO("held-out loss " << right << ", with the sign swapped " << wrong);
  CHECK(wrong > 1.05 * right);
}

TEST_CASE("stopped and resumed ends with the weights of an undisturbed run") {
  const tests::TemporaryFolder folder;
  const auto whole = run(tiny_run(folder / "whole.safetensors", 10));
  REQUIRE(whole.finished);

  auto options = tiny_run(folder / "parts.safetensors", 10);
  std::atomic<bool> stop{true};
  const auto first = run(options, &stop);  // one step, then a checkpoint
  REQUIRE_FALSE(first.finished);
  options.resume = true;
  const auto second = run(options);
  REQUIRE(second.finished);
  CHECK(same_weights(*whole.model, *second.model));
  CHECK_FALSE(same_weights(*whole.model, *first.model));
}
