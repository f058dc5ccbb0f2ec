// The adversarial part: discriminators learn what is made, their pull is balanced, runs resume.
#include "support/catch_with_torch.h"

#include "networks/make_model.h"
#include "networks/nets.h"
#include "training/adversary.h"
#include "training/sound_trainer.h"
#include "training/tiny_corpus.h"

using namespace hemiola;

namespace {

constexpr int kWidth = 4;

// True: steady tones. Made: noise of about the same level.
torch::Tensor tones(int64_t samples) {
  const auto time = torch::arange(samples) / 44100.0;
  return 0.1 * torch::stack({torch::sin(2 * M_PI * 440 * time), torch::sin(2 * M_PI * 997 * time)});
}

training::AdversaryOptions small_adversary() {
  model::use_threads(1);
  training::AdversaryOptions options;
  options.width = kWidth;
  return options;
}

std::shared_ptr<model::Model> small_model() {
  model::use_threads(1);
  modelfile::Config config;
  config.width = config.decoder_width = 8;
  config.sound.width = 16;
  return networks::make_model(config, 5);
}

}  // namespace

TEST_CASE("discriminators judge three resolutions and seven octaves, from low to high") {
  model::use_threads(1);
  training::Discriminators discriminators(kWidth);
  const auto judgements = discriminators.judge(torch::randn({2, 24576}));
  REQUIRE(judgements.size() == 10);
  for (const auto& judgement : judgements) {
    CHECK(judgement.features.size() >= 4);
    CHECK(judgement.scores.size(0) == 2);
    CHECK(judgement.scores.size(1) == 1);
  }
  // A tone at 300 Hz changes what the lowest octave sees and not the highest.
  torch::manual_seed(1);
  const auto noise = 0.1 * torch::randn({1, 24576});
  const auto tone = torch::sin(2 * M_PI * 300 * torch::arange(24576) / 44100.0).unsqueeze(0);
  const torch::NoGradGuard no_gradient;
  const auto before = discriminators.judge(noise), after = discriminators.judge(noise + tone);
  const auto moved = [&](std::size_t i) {
    return (after[i].features[0] - before[i].features[0]).abs().mean().item<double>();
  };
  CHECK(moved(3) > 10 * moved(9));
}

TEST_CASE("discriminators learn to tell noise from tones, and a warning says that they win") {
  training::Adversary adversary(small_adversary(), torch::kCPU);
  training::Ranks alone({}, "cpu");
  const auto truth = tones(10000);
  double first_loss = 0;
  for (int step = 0; step < 250; ++step) {
    torch::manual_seed(step);
    auto made = (0.07 * torch::randn({2, 10000})).requires_grad_();
    const auto spectral = (made - truth).abs().mean();
    adversary.gradient(made, truth, spectral, step, 1, alone);
    adversary.note(0.2, 0.5);
    if (step == 0) first_loss = adversary.figures().loss;
    if (step == 199) static_cast<void>(adversary.warning());
  }
  CHECK(first_loss > 1.5);
  CHECK(adversary.figures().loss < 0.5);
  CHECK(adversary.figures().accuracy > 0.98);
  const auto warning = adversary.warning();
  REQUIRE(warning);
  CHECK_THAT(*warning, hemiola::tests::Contains("the discriminators win"));
  CHECK_FALSE(adversary.warning());  // as nothing has happened since
}

TEST_CASE("scores and features pull at the sound as hard as their shares say") {
  const auto truth = tones(10000);
  torch::manual_seed(3);
  const auto sound = 0.07 * torch::randn({2, 10000});
  training::Ranks alone({}, "cpu");
  // scale: of the spectral loss.
  const auto pull = [&](double score, double features, double strength, double scale) {
    auto options = small_adversary();
    options.score_share = score;
    options.feature_share = features;
    training::Adversary adversary(options, torch::kCPU);
    auto made = sound.clone().requires_grad_();
    return adversary.gradient(made, truth, scale * (made - truth).abs().mean(), 0, strength, alone);
  };
  const auto spectral = pull(1, 1, 0, 1);
  const double norm = spectral.norm().item<double>();
  CHECK((pull(0.5, 0, 1, 1) - spectral).norm().item<double>() == Approx(0.5 * norm));
  CHECK((pull(0, 2, 1, 1) - spectral).norm().item<double>() == Approx(2 * norm));
  CHECK((pull(0, 2, 0.25, 1) - spectral).norm().item<double>() == Approx(0.5 * norm));
  // Whatever the size of the spectral loss.
  const auto louder = pull(0.5, 0.5, 1, 100);
  CHECK((louder - 100 * pull(0.5, 0.5, 1, 1)).norm().item<double>() <
        1e-4 * louder.norm().item<double>());
}

TEST_CASE("what goes wrong between network and discriminators is said, with what to do") {
  const auto warn = [](double accuracy, double noise, double bands) {
    training::AdversaryFigures figures;
    figures.accuracy = accuracy;
    figures.noise = noise;
    return training::adversary_warning(figures, bands, 0.5, 0.2).value_or("");
  };
  using hemiola::tests::Contains;
  CHECK(warn(0.8, 0.5, 0.2).empty());
  CHECK_THAT(warn(0.99, 0.5, 0.2), Contains("discriminators win") && Contains("-rate"));
  CHECK_THAT(warn(0.5, 0.5, 0.2), Contains("network wins") && Contains("-rate"));
  CHECK_THAT(warn(0.8, 0.5, 0.3), Contains("0.300 nats off, 0.200 when"));
  CHECK_THAT(warn(0.8, 0.05, 0.2), Contains("noise has collapsed") && Contains("-weight"));
}

namespace {

// Adversarial training of twelve steps; stops_at: after that step or a few more.
std::vector<torch::Tensor> train(const std::filesystem::path& run, double adversarial, bool resume,
                                 int stops_at = 100) {
  training::SoundOptions options;
  options.audio = {tests::tiny_corpus()};
  options.run = run;
  options.batch = 2;
  options.frames = 2.0 * 104 * 12;
  options.width = 16;
  options.adversarial = adversarial;
  options.adversary.width = kWidth;
  options.threads = 1;
  options.resume = resume;
  auto model = small_model();
  std::atomic<bool> stop = false;
  // The first step of a session is always reported.
  const auto report = [&](const training::SoundProgress& p) { stop = stop || p.step >= stops_at; };
  training::train_sound(model, options, {report, [](const std::string&) {}}, &stop);
  return networks::Nets(*model).sound->parameters();
}

void check_equal(const std::vector<torch::Tensor>& x, const std::vector<torch::Tensor>& y) {
  REQUIRE(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(torch::equal(x[i], y[i]));
}

}  // namespace

TEST_CASE("an adversarial training resumed ends with the same weights") {
  const tests::TemporaryFolder folder;
  for (const double share : {1.0, 0.5}) {  // stopped after, and before the discriminators begin
    const auto whole = train(folder / "whole", share, false);
    train(folder / "parts", share, false, 1);
    const auto stopped_at = training::state_of_run(folder / "parts").sound;
    REQUIRE(stopped_at);
    CHECK(*stopped_at < 5);
    check_equal(train(folder / "parts", share, true), whole);
  }
  CHECK(std::filesystem::exists(folder / "whole" / "sound" / "adversary.csv"));
}

TEST_CASE("discriminators of another width are refused, and a run without them leaves no curves") {
  const tests::TemporaryFolder folder;
  training::Adversary adversary(small_adversary(), torch::kCPU);
  adversary.save(folder / "adversary.pt");
  auto options = small_adversary();
  options.width = 2 * kWidth;
  training::Adversary wider(options, torch::kCPU);
  CHECK_THROWS_WITH(wider.load(folder / "adversary.pt"),
                    hemiola::tests::Contains("--discriminator-width 4"));
  train(folder / "run", 1, false);
  training::forget_run(folder / "run");
  train(folder / "run", 0, false);
  CHECK_FALSE(std::filesystem::exists(folder / "run" / "sound" / "adversary.csv"));
}
