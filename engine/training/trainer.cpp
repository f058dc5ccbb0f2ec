// Trains a model on a folder of music: steps, schedule, checkpoints, the log of a run.
#include "training/trainer.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "model/nets.h"
#include "training/batches.h"
#include "training/checkpoint.h"
#include "training/losses.h"
#include "training/precision.h"

namespace hemiola::training {
namespace {

constexpr double kReportSeconds = 2;
constexpr std::size_t kNamedSkips = 10;
constexpr double kGradientClip = 5;
constexpr long kWarmUpSteps = 200;  // of the learning rate
constexpr double kKlWarmUp = 0.15;  // of the run: a prior that presses at once kills a latent
constexpr double kDecay = 0.25;     // of the run, at its end
constexpr double kLastRate = 0.02;  // of the learning rate

double now_seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

double learning_rate(const TrainOptions& options, long step, long steps) {
  const double warm = std::min(1.0, static_cast<double>(step + 1) / kWarmUpSteps);
  const double left = static_cast<double>(steps - step) / (kDecay * static_cast<double>(steps));
  return options.learning_rate * warm * (left >= 1 ? 1 : kLastRate + (1 - kLastRate) * left);
}

// The published weight on both latents made harmony collapse without a discriminator.
LossWeights weights_for(model::Preset preset) {
  return preset == model::Preset::paper ? LossWeights{0.02, 0.02} : LossWeights{};
}

std::shared_ptr<model::Model> start_model(const TrainOptions& options,
                                          const std::filesystem::path& run, bool resuming) {
  if (resuming) return load_checkpoint_model(run, options.device);
  if (!options.from.empty()) return model::Model::load(options.from, options.device);
  const auto config =
      options.preset == model::Preset::paper ? model::paper_config() : model::Config{};
  return model::Model::create(config, options.examples.seed, options.device);
}

class Averages {
 public:
  void add(const Losses& losses) {
    loss_ += losses.total.item<double>();
    error_ += losses.error_nats;
    harmony_ += losses.harmony_kl;
    rhythm_ += losses.rhythm_kl;
    ++count_;
  }
  bool empty() const { return count_ == 0; }
  void take(Progress& p) {
    p.loss = loss_ / count_;
    p.error_nats = error_ / count_;
    p.harmony_kl = harmony_ / count_;
    p.rhythm_kl = rhythm_ / count_;
    *this = Averages{};
  }
  long count() const { return count_; }

 private:
  double loss_ = 0, error_ = 0, harmony_ = 0, rhythm_ = 0;
  long count_ = 0;
};

}  // namespace

double held_out_loss(const model::Model& model, const ExampleMaker& examples, std::uint64_t first,
                     int count, double sign) {
  const torch::NoGradGuard guard;
  const Batch batch = make_batch(examples, first, count);
  const auto& device = model.nets().device;
  std::mt19937_64 unused;
  return method_losses(*model.nets().network, batch.shifted.to(device), batch.original.to(device),
                       batch.shift_semitones, {0, 0}, 0, false, sign, unused)
      .total.item<double>();
}

TrainResult train(const TrainOptions& options, const std::function<void(const Progress&)>& report,
                  const std::function<void(const std::string&)>& say,
                  const std::atomic<bool>* stop) {
  // The other half of the cores makes the examples.
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  at::set_num_threads(options.threads > 0 ? options.threads : std::max(1, cores / 2));
  const std::filesystem::path run = options.out.string() + ".run";
  std::filesystem::create_directories(run);
  const bool resuming = options.resume && has_checkpoint(run);
  if (options.resume && !resuming)
    say("nothing to resume in " + run.string() + "; starting from the beginning");

  TrainResult result;
  result.model = start_model(options, run, resuming);
  const auto& nets = result.model->nets();
  audio::Library library = audio::scan_library(options.audio);
  for (std::size_t i = 0; i < std::min(kNamedSkips, library.skipped.size()); ++i)
    say("skipped " + library.skipped[i]);
  if (library.skipped.size() > kNamedSkips)
    say("skipped " + std::to_string(library.skipped.size()) + " files in all");
  say(std::to_string(library.items.size()) + " pieces, " +
      std::to_string(static_cast<long>(library.seconds)) + " s of music");
  const ExampleMaker examples(std::move(library), nets.config.geometry, options.examples);

  const long frames_a_step = static_cast<long>(options.batch) * options.examples.frames;
  const long steps = std::max(1L, std::lround(options.frames / static_cast<double>(frames_a_step)));
  torch::optim::AdamW optimizer(
      nets.network->parameters(),
      torch::optim::AdamWOptions(options.learning_rate).betas({0.9, 0.99}).weight_decay(1e-4));
  long step = resuming ? load_checkpoint(run, optimizer) : 0;
  const bool bfloat16 = has_bfloat16(nets.device);
  say("training on " + nets.device.str() + (bfloat16 ? ", bfloat16" : ", float32") + ", " +
      std::to_string(result.model->parameters()) + " parameters" +
      (resuming ? ", resumed at step " + std::to_string(step) : ""));

  std::ofstream log(run / "log.csv", resuming ? std::ios::app : std::ios::trunc);
  if (!resuming) log << "step,frames,loss,error_nats,harmony_kl,rhythm_kl,frames_per_second\n";
  BatchQueue batches(examples, options.batch, static_cast<std::uint64_t>(step));
  Averages averages;
  double reported = now_seconds(), saved = reported;
  const LossWeights weights = weights_for(nets.config.preset);
  Progress& progress = result.last;
  progress.steps = steps;
  bool stopped = false;
  while (step < steps && !stopped) {
    const Batch& batch = batches.next();
    // Seeded by step, so that a resumed run draws what an undisturbed one would have drawn.
    const std::uint64_t seed = options.examples.seed * 1'000'003 + static_cast<std::uint64_t>(step);
    torch::manual_seed(seed);
    std::mt19937_64 random(seed);
    for (auto& group : optimizer.param_groups())
      static_cast<torch::optim::AdamWOptions&>(group.options())
          .lr(learning_rate(options, step, steps));
    const double kl_warmth =
        std::min(1.0, static_cast<double>(step) / (kKlWarmUp * static_cast<double>(steps)));
    optimizer.zero_grad();
    Losses losses;
    {
      const Bfloat16Scope scope(nets.device, bfloat16);
      losses = method_losses(*nets.network, batch.shifted.to(nets.device),
                             batch.original.to(nets.device), batch.shift_semitones, weights,
                             kl_warmth, true, 1, random);
    }
    losses.total.backward();
    torch::nn::utils::clip_grad_norm_(nets.network->parameters(), kGradientClip);
    optimizer.step();
    if (!std::isfinite(losses.total.item<double>()))
      throw std::runtime_error("the loss is no longer finite at step " + std::to_string(step) +
                               "; train again with half the --learning-rate");
    if (step == 0) result.first_loss = losses.total.item<double>();
    averages.add(losses);
    ++step;
    stopped = stop != nullptr && stop->load();
    const double now = now_seconds();
    if (now - reported >= kReportSeconds || step == steps || stopped) {
      progress.step = step;
      progress.frames_per_second =
          static_cast<double>(averages.count() * frames_a_step) / (now - reported);
      progress.seconds_left =
          static_cast<double>((steps - step) * frames_a_step) / progress.frames_per_second;
      averages.take(progress);
      reported = now;
      log << step << ',' << step * frames_a_step << ',' << progress.loss << ','
          << progress.error_nats << ',' << progress.harmony_kl << ',' << progress.rhythm_kl << ','
          << progress.frames_per_second << std::endl;
      report(progress);
    }
    if (now - saved >= options.save_seconds || stopped) {
      save_checkpoint(run, *result.model, optimizer, step);
      saved = now;
    }
  }
  save_checkpoint(run, *result.model, optimizer, step);
  result.finished = step >= steps;
  return result;
}

}  // namespace hemiola::training
