// Trains a model on folders of music: steps, schedule, checkpoints, log.
#include "training/trainer.h"

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "model/nets.h"
#include "training/batches.h"
#include "training/checkpoint.h"
#include "training/health.h"
#include "training/latent_scale.h"
#include "training/losses.h"
#include "training/precision.h"
#include "training/previews.h"
#include "training/run_log.h"

namespace hemiola::training {
namespace {

constexpr double kReportSeconds = 2;
constexpr double kLookSeconds = 60;  // minimum time between two health checks
constexpr std::size_t kNamedSkips = 10;
constexpr double kFewSeconds = 60;  // less music gives a warning
constexpr double kGradientClip = 5;
constexpr long kWarmUpSteps = 200;  // of the learning rate
// Share of a new run over which the weights of the KL divergence and the like rise from zero: a
// strong prior at the start collapses a latent. A trained model starts at full weight, as it would
// unlearn meanwhile what harmony must not contain.
constexpr double kKlWarmUp = 0.15;
constexpr double kDecay = 0.25;     // last part of the run, with falling learning rate
constexpr double kLastRate = 0.02;  // final share of the learning rate

double now_seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

class Averages {
 public:
  void add(const Losses& losses) {
    sum_.loss += losses.total.item<double>();
    sum_.error_nats += losses.error_nats;
    sum_.harmony_kl += losses.harmony_kl;
    sum_.rhythm_kl += losses.rhythm_kl;
    sum_.drums_in_harmony += losses.drums_in_harmony;
    sum_.smoothness += losses.smoothness;
    ++count_;
  }
  void take(Progress& p) {
    p.loss = sum_.loss / count_;
    p.error_nats = sum_.error_nats / count_;
    p.harmony_kl = sum_.harmony_kl / count_;
    p.rhythm_kl = sum_.rhythm_kl / count_;
    p.drums_in_harmony = sum_.drums_in_harmony / count_;
    p.smoothness = sum_.smoothness / count_;
    *this = Averages{};
  }
  long count() const { return count_; }

 private:
  Progress sum_;
  long count_ = 0;
};

class Run {
 public:
  Run(const TrainOptions& options, const TrainListener& listener, const std::atomic<bool>* stop)
      : options_(options),
        listener_(listener),
        stop_(stop),
        folder_(options.out.string() + ".run") {
    model::use_threads(threads());
    std::filesystem::create_directories(folder_);
    const bool resuming = options.resume && has_checkpoint(folder_);
    if (options.resume && !resuming)
      listener.say("nothing to resume in " + folder_.string() + "; starting from the beginning");
    model_ = start_model(resuming);
    dataset_ = std::make_unique<Dataset>(prepare_material());
    frames_a_step_ = static_cast<double>(options.batch) * options.examples.frames;
    steps_ = std::max(1L, std::lround(options.frames / frames_a_step_));
    optimizer_ = std::make_unique<torch::optim::AdamW>(
        nets().network->parameters(),
        torch::optim::AdamWOptions(options.learning_rate).betas({0.9, 0.99}).weight_decay(1e-4));
    if (resuming) step_ = load_checkpoint(folder_, *optimizer_);
    bfloat16_ = has_bfloat16(nets().device);
    listener.say("training on " + nets().device.str() + (bfloat16_ ? ", bfloat16" : ", float32") +
                 ", " + std::to_string(model_->parameters()) + " parameters" +
                 (resuming ? ", resumed at step " + std::to_string(step_) : ""));
    log_ = std::make_unique<RunLog>(folder_, step_);
    result_.last = log_->last();
    result_.last.step = step_;
    result_.last.steps = std::max(steps_, step_);
    if (step_ >= steps_)
      listener.say("these " + std::to_string(step_) +
                   " steps are all that --frames asks for; more --frames go on from here");
  }

  TrainResult go() {
    BatchQueue batches(*dataset_, options_.examples, options_.batch,
                       static_cast<std::uint64_t>(step_));
    reported_ = saved_ = looked_ = now_seconds();
    bool stopped = false;
    while (step_ < steps_ && !stopped) {
      step(batches.next());
      stopped = stop_ != nullptr && *stop_;
      const bool last = step_ == steps_ || stopped;
      const double now = now_seconds();
      if (now - reported_ >= kReportSeconds || last) report(now);
      if (now - saved_ >= options_.save_seconds && !last) try_to_save();
    }
    look_after();
    save_checkpoint(folder_, *model_, *optimizer_, step_);
    result_.finished = step_ >= steps_;
    result_.frames = std::max(options_.frames, static_cast<double>(step_) * frames_a_step_);
    if (!result_.finished) result_.frames = static_cast<double>(step_) * frames_a_step_;
    if (result_.finished) result_.ranges = normalise_latents(*model_, *dataset_, options_.examples);
    for (const auto& piece : dataset_->pieces())
      result_.keys += static_cast<double>(piece.semitones.size() - 1);
    result_.keys /= static_cast<double>(dataset_->pieces().size());
    result_.model = model_;
    return result_;
  }

 private:
  const model::Model::Nets& nets() const { return model_->nets(); }
  int threads() const {
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    return options_.threads > 0 ? options_.threads : std::max(1, cores);
  }

  std::shared_ptr<model::Model> start_model(bool resuming) const {
    if (resuming) return resume_model();
    if (!options_.from.empty()) {
      auto model = model::Model::load(options_.from, options_.device);
      const bool widens = options_.width > model->config().width ||
                          options_.decoder_width > model->config().decoder_width;
      return widens ? model->widened(options_.width, options_.decoder_width, options_.examples.seed)
                    : model;
    }
    auto config = options_.preset == model::Preset::paper ? model::paper_config() : model::Config{};
    if (options_.preset == model::Preset::pitch) {
      if (options_.width > 0) config.width = options_.width;
      if (options_.decoder_width > 0) config.decoder_width = options_.decoder_width;
    }
    return model::Model::create(config, options_.examples.seed, options_.device);
  }

  // Throws std::runtime_error if the options ask for another preset or size than that of the run.
  std::shared_ptr<model::Model> resume_model() const {
    auto model = load_checkpoint_model(folder_, options_.device);
    const model::Config& config = model->config();
    const auto refuse = [&](const std::string& option, const std::string& value) {
      throw std::runtime_error(folder_.string() + ": this run was begun with " + option + " " +
                               value + "; resume it with that, or begin again with --restart");
    };
    if (config.preset != options_.preset)
      refuse("--preset", config.preset == model::Preset::paper ? "paper" : "pitch");
    if (config.preset == model::Preset::paper) return model;
    if (options_.width > config.width) refuse("--width", std::to_string(config.width));
    if (options_.decoder_width > config.decoder_width)
      refuse("--decoder-width", std::to_string(config.decoder_width));
    return model;
  }

  // Scans the music and reports what is unusual about it.
  audio::Library scan() {
    const audio::Library library = audio::scan_libraries(options_.audio, [&](int done, int total) {
      if (stop_ != nullptr && *stop_) throw Stopped();
      if (listener_.show_scanning) listener_.show_scanning(done, total);
    });
    for (const std::string& remark : library.remarks) listener_.say(remark);
    for (std::size_t i = 0; i < std::min(kNamedSkips, library.skipped.size()); ++i)
      listener_.say("skipped " + library.skipped[i]);
    if (library.skipped.size() > kNamedSkips)
      listener_.say("skipped " + std::to_string(library.skipped.size()) + " files in all");
    const bool minutes = library.seconds >= 120;
    listener_.say(std::to_string(library.items.size()) + " pieces, " +
                  std::to_string(std::lround(library.seconds / (minutes ? 60 : 1))) +
                  (minutes ? " minutes of music" : " seconds of music"));
    if (library.seconds > 0 && library.seconds < kFewSeconds)
      listener_.say(
          "warning: so little music is learned by heart; a model that is of use for other "
          "music needs an hour or more, an adaptation (--from) some minutes");
    return library;
  }

  Dataset prepare_material() {
    const audio::Library library = scan();
    result_.music_seconds = library.seconds;
    result_.skipped = library.skipped.size();
    DatasetOptions how;
    how.folder = options_.features.empty() ? folder_ / "features" : options_.features;
    how.keys = options_.keys;
    how.largest_shift_semitones = options_.largest_shift_semitones;
    how.move_percussion = options_.examples.whole_mix;
    how.seed = options_.examples.seed;
    how.threads = options_.threads;
    how.shares = options_.shares;
    how.most_minutes = options_.most_minutes;
    return {library, nets().config.geometry, how, listener_.say, listener_.show_preparing, stop_};
  }

  double learning_rate() const {
    const double warm = std::min(1.0, static_cast<double>(step_ + 1) / kWarmUpSteps);
    const double left =
        static_cast<double>(steps_ - step_) / (kDecay * static_cast<double>(steps_));
    return options_.learning_rate * warm * (left >= 1 ? 1 : kLastRate + (1 - kLastRate) * left);
  }

  void step(Batch batch) {
    for (auto* bands : {&batch.harmony_heard, &batch.rhythm_heard, &batch.original})
      *bands = bands->to(nets().device);
    // Seeded by step, so that a resumed run draws the same numbers as an uninterrupted one.
    const std::uint64_t seed =
        options_.examples.seed * 1'000'003 + static_cast<std::uint64_t>(step_);
    torch::manual_seed(seed);
    std::mt19937_64 random(seed);
    for (auto& group : optimizer_->param_groups()) group.options().set_lr(learning_rate());
    const double warm_up_steps =
        options_.from.empty() ? kKlWarmUp * static_cast<double>(steps_) : 0;
    const double kl_warmth = static_cast<double>(step_) >= warm_up_steps
                                 ? 1
                                 : static_cast<double>(step_) / warm_up_steps;
    optimizer_->zero_grad();
    Losses losses;
    {
      const Bfloat16Scope scope(nets().device, bfloat16_);
      losses = method_losses(*nets().network, batch, options_.weights, kl_warmth, random);
    }
    losses.total.backward();
    torch::nn::utils::clip_grad_norm_(nets().network->parameters(), kGradientClip);
    optimizer_->step();
    if (!std::isfinite(losses.total.item<double>()))
      throw std::runtime_error("the loss is no longer finite at step " + std::to_string(step_) +
                               "; train again with half the --learning-rate");
    if (step_ == 0) result_.first_loss = losses.total.item<double>();
    averages_.add(losses);
    ++step_;
  }

  void report(double now) {
    Progress& progress = result_.last;
    progress.step = step_;
    progress.steps = steps_;
    const double rate = static_cast<double>(averages_.count()) * frames_a_step_ / (now - reported_);
    averages_.take(progress);
    progress.step = step_;
    progress.steps = steps_;
    progress.frames_per_second = rate;
    progress.seconds_left = static_cast<double>(steps_ - step_) * frames_a_step_ / rate;
    reported_ = now;
    log_->add(progress, static_cast<double>(step_) * frames_a_step_);
    listener_.report(progress);
  }

  // A full disk must not end a run of hours: the next attempt may succeed.
  void try_to_save() {
    try {
      if (now_seconds() - looked_ >= kLookSeconds) look_after();
      save_checkpoint(folder_, *model_, *optimizer_, step_);
    } catch (const std::exception& problem) {
      listener_.say(std::string("no checkpoint was written, training goes on: ") + problem.what());
    }
    saved_ = reported_ = now_seconds();
  }

  void look_after() {
    looked_ = now_seconds();
    const Health health = examine(*model_, *dataset_, options_.examples);
    log_->add(health, static_cast<double>(step_) * frames_a_step_, step_);
    for (const auto& sentence :
         warnings(health, static_cast<double>(step_) / static_cast<double>(steps_)))
      listener_.say("warning: " + sentence);
    log_->draw();
    draw_previews(*model_, *dataset_, options_.examples, folder_ / "examples.png");
  }

  const TrainOptions& options_;
  const TrainListener& listener_;
  const std::atomic<bool>* stop_;
  std::filesystem::path folder_;
  TrainResult result_;
  std::shared_ptr<model::Model> model_;
  std::unique_ptr<Dataset> dataset_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
  std::unique_ptr<RunLog> log_;
  Averages averages_;
  double frames_a_step_ = 0, reported_ = 0, saved_ = 0, looked_ = 0;
  long step_ = 0, steps_ = 0;
  bool bfloat16_ = false;
};

}  // namespace

TrainResult train(const TrainOptions& options, const TrainListener& listener,
                  const std::atomic<bool>* stop) {
  try {
    return Run(options, listener, stop).go();
  } catch (const Stopped&) {
    return {};
  }
}

}  // namespace hemiola::training
