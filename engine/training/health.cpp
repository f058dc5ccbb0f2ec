// Checks a model during training and reports problems in words.
#include "training/health.h"

#include <algorithm>
#include <cstdio>

#include "training/losses.h"

namespace hemiola::training {
namespace {

constexpr std::uint64_t kFirstExample = 1ull << 40;
constexpr int kItems = 16, kFrames = 64, kNearestWrong = 3;  // semitones around the right rotation

constexpr double kYoung = 0.1;          // share of the run without warnings
constexpr double kDeadNats = 4;         // nats per frame
constexpr double kBlindRotation = 0.5;  // share of the examples; chance is one in seven
constexpr double kLeakingShare = 0.5;   // share of harmony's KL divergence

std::string with(const char* sentence, double value) {
  char text[400];
  std::snprintf(text, sizeof text, sentence, value);
  return text;
}

}  // namespace

Health examine(const networks::Nets& nets, const Dataset& dataset, const ExampleOptions& options) {
  const torch::NoGradGuard guard;
  ExampleOptions small = options;
  small.frames = kFrames;
  Batch batch = make_batch(dataset, small, kFirstExample, kItems);
  for (auto* input : {&batch.harmony_input, &batch.rhythm_input, &batch.original})
    *input = input->to(nets.device);
  Health health;
  const torch::Tensor right = mean_errors(*nets.network, batch);
  torch::Tensor best = torch::full_like(right, 1e9);
  for (int wrong = 1; wrong <= kNearestWrong; ++wrong)
    for (const int sign : {-1, 1})
      best = torch::minimum(best, mean_errors(*nets.network, batch, sign * wrong));
  health.error_nats = right.mean().item<double>();
  // Items without pitch (drums alone, silence) sound alike at any rotation: not counted.
  const torch::Tensor pitched = (best - right).abs() > 0.01 * right;
  health.rotation_accuracy =
      ((right < best) & pitched).sum().item<double>() / std::max(1.0, pitched.sum().item<double>());
  std::mt19937_64 random;
  const Losses losses = method_losses(*nets.network, batch, LossWeights{}, 1, random);
  health.harmony_kl = losses.harmony_kl;
  health.rhythm_kl = losses.rhythm_kl;
  health.drums_in_harmony = losses.drums_in_harmony;
  return health;
}

std::vector<std::string> warnings(const Health& health, double share_of_run) {
  std::vector<std::string> said;
  if (share_of_run < kYoung) return said;
  if (health.harmony_kl < kDeadNats)
    said.push_back(with(
        "harmony is collapsing: it holds %.1f nats per frame and pitch will be lost; train again "
        "with half the --harmony-beta",
        health.harmony_kl));
  if (health.rhythm_kl < kDeadNats)
    said.push_back(with(
        "rhythm is collapsing: it holds %.1f nats per frame and attacks will be lost; train again "
        "with half the --rhythm-beta",
        health.rhythm_kl));
  if (health.rotation_accuracy < kBlindRotation)
    said.push_back(with(
        "rotation means little so far: the right one decodes best in %.0f %% of the examples; if "
        "this stays, the music may hold too little pitch (drums alone?)",
        100 * health.rotation_accuracy));
  if (health.drums_in_harmony > kLeakingShare * health.harmony_kl)
    said.push_back(with(
        "harmony follows the drums: other drums move it by %.1f nats per frame; train longer, or "
        "with twice the --drums-beta",
        health.drums_in_harmony));
  return said;
}

}  // namespace hemiola::training
