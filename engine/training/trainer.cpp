// Trains a model on folders of music: steps, schedule, checkpoints, log.
#include "training/trainer.h"

#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "base/parallel_tasks.h"
#include "networks/make_model.h"
#include "networks/nets.h"
#include "networks/torch_player.h"
#include "training/checkpoint.h"
#include "training/csv_log.h"
#include "training/dataset.h"
#include "training/health.h"
#include "training/latent_scale.h"
#include "training/losses.h"
#include "training/precision.h"
#include "training/previews.h"
#include "training/training_loop.h"

namespace hemiola::training {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLook = std::chrono::seconds(60);  // minimum time between two health checks
constexpr int kBatchesAhead = 2;
// In the run's folder: the model of --from, widened if asked for. Its own file may be overwritten.
constexpr char kFirstModel[] = "first.safetensors";
constexpr char kLogHeader[] =
    "step,frames,loss,error_nats,harmony_kl,rhythm_kl,drums_in_harmony,smoothness,frames_per_"
    "second";
constexpr char kHealthHeader[] =
    "step,frames,error_nats,rotation_accuracy,harmony_kl,rhythm_kl,drums_in_harmony";
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

// Of all ranks but the first.
const TrainListener kMute{[](const Progress&) {}, [](const std::string&) {}, [](int, int) {},
                          [](int, int) {}};

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
  Run(const TrainOptions& options, const TrainListener& listener, const std::atomic<bool>* stop,
      Ranks& ranks)
      : options_(options),
        listener_(ranks.first() ? listener : kMute),
        stop_(stop),
        ranks_(ranks),
        share_(ranks.share_of(options.batch)),
        folder_(options.out.string() + ".run") {
    networks::offer_torch();
    model::use_threads(base::thread_count(base::kAnyTasks, options.threads));
    std::filesystem::create_directories(folder_);
    const bool resuming = options.resume && has_checkpoint(folder_);
    if (options.resume && !resuming)
      listener_.log("nothing to resume in " + folder_.string() + "; starting from the beginning");
    model_ = start_model(resuming);
    nets_.emplace(*model_);
    if (!resuming && !options.from.empty() && ranks.first()) model_->save(folder_ / kFirstModel);
    if (options.keep > 0 && ranks.first() && !std::filesystem::exists(folder_ / kFirstModel))
      throw std::runtime_error(folder_.string() +
                               ": this run has no copy of the model that it began from; resume it "
                               "without --keep, or begin again with --restart");
    // Rank 0 makes the music ready, the others read what it made.
    if (!ranks.first() && !ranks.wait_for_first(stop)) throw Stopped();
    dataset_ = std::make_unique<Dataset>(prepare_dataset());
    if (ranks.first()) ranks.wait_for_first();
    ranks.copy_from_first(nets().network->parameters());
    const double frames_per_step = static_cast<double>(options.batch) * options.examples.frames;
    optimizer_ = std::make_unique<torch::optim::AdamW>(
        nets().network->parameters(),
        torch::optim::AdamWOptions(options.learning_rate).betas({0.9, 0.99}).weight_decay(1e-4));
    loop_.emplace(options.frames, frames_per_step,
                  resuming ? load_checkpoint(folder_, *optimizer_) : 0);
    bfloat16_ = has_bfloat16(nets().device);
    if (ranks.count() > 1)
      listener_.log(std::to_string(ranks.count()) + " ranks, " + std::to_string(share_.items) +
                    " of the " + std::to_string(share_.all) + " excerpts of a batch each");
    listener_.log("training on " + model_->device() + (bfloat16_ ? ", bfloat16" : ", float32") +
                  ", " + std::to_string(model_->parameters()) + " parameters" +
                  (resuming ? ", resumed at step " + std::to_string(loop_->step()) : ""));
    if (ranks.first()) {
      log_.emplace(folder_ / "log.csv", kLogHeader, loop_->step());
      health_log_.emplace(folder_ / "health.csv", kHealthHeader, loop_->step());
      take_last_line(result_.last);
    }
    if (loop_->finished())
      listener_.log("these " + std::to_string(loop_->step()) +
                    " steps are all that --frames asks for; more --frames go on from here");
  }

  TrainResult go() {
    BatchQueue<Batch> batches(
        [this](std::uint64_t k) {
          return make_batch(
              *dataset_, options_.examples,
              k * static_cast<std::uint64_t>(share_.all) + static_cast<std::uint64_t>(share_.first),
              share_.items);
        },
        static_cast<std::uint64_t>(loop_->step()), kBatchesAhead);
    looked_ = Clock::now();
    loop_->run({.step = [&] { step(batches.next()); },
                .report = [this](const Pace& pace) { report(pace); },
                .save = [this] { save(); },
                .log = listener_.log},
               options_.save_seconds, &stop_all_);
    result_.finished = loop_->finished();
    if (!ranks_.first()) return result_;
    if (ranks_.count() > 1) listener_.log(ranks_.exchange_in_words());
    save_state();
    if (result_.finished && options_.keep > 0) keep_some();
    check_health();
    result_.frames =
        result_.finished ? std::max(options_.frames, loop_->frames()) : loop_->frames();
    if (result_.finished) {
      result_.ranges = normalise_latents(*nets_, *dataset_, options_.examples);
      nets_->store(*model_);
    }
    for (const auto& piece : dataset_->pieces())
      result_.keys += static_cast<double>(piece.semitones.size() - 1);
    result_.keys /= static_cast<double>(dataset_->pieces().size());
    result_.model = model_;
    return result_;
  }

 private:
  const networks::Nets& nets() const { return *nets_; }

  std::shared_ptr<model::Model> start_model(bool resuming) const {
    if (resuming) return resume_model();
    if (!options_.from.empty()) {
      auto model = model::Model::load(options_.from, options_.device);
      const bool widens = options_.width > model->config().width ||
                          options_.decoder_width > model->config().decoder_width;
      return widens ? networks::widened(*model, options_.width, options_.decoder_width,
                                        options_.examples.seed)
                    : model;
    }
    auto config = options_.preset == modelfile::Preset::paper ? modelfile::paper_config()
                                                              : modelfile::Config{};
    if (options_.preset == modelfile::Preset::pitch) {
      if (options_.width > 0) config.width = options_.width;
      if (options_.decoder_width > 0) config.decoder_width = options_.decoder_width;
    }
    return networks::make_model(config, options_.examples.seed, options_.device);
  }

  // Throws std::runtime_error if the options ask for another preset or size than that of the run.
  std::shared_ptr<model::Model> resume_model() const {
    auto model = load_checkpoint_model(folder_, options_.device);
    const modelfile::Config& config = model->config();
    const auto refuse = [&](const std::string& option, const std::string& value) {
      throw std::runtime_error(folder_.string() + ": this run was begun with " + option + " " +
                               value + "; resume it with that, or begin again with --restart");
    };
    if (config.preset != options_.preset)
      refuse("--preset", config.preset == modelfile::Preset::paper ? "paper" : "pitch");
    if (config.preset == modelfile::Preset::paper) return model;
    if (options_.width > config.width) refuse("--width", std::to_string(config.width));
    if (options_.decoder_width > config.decoder_width)
      refuse("--decoder-width", std::to_string(config.decoder_width));
    return model;
  }

  // Averages the weights with those of the model that the run began from. Checkpoints have what was
  // learned.
  void keep_some() {
    const torch::NoGradGuard guard;
    const networks::Nets before(*model::Model::load(folder_ / kFirstModel, options_.device));
    const auto learned = nets().network->parameters(), kept = before.network->parameters();
    for (std::size_t i = 0; i < learned.size(); ++i) learned[i].lerp_(kept[i], options_.keep);
    listener_.log("the weights are averaged with those of " + options_.from.string());
  }

  // Scans the music and reports what is unusual about it.
  audio::Library scan() {
    const audio::Library library = audio::scan_libraries(options_.audio, [&](int done, int total) {
      if (stop_ != nullptr && *stop_) throw Stopped();
      if (listener_.show_scanning) listener_.show_scanning(done, total);
    });
    for (const std::string& remark : library.remarks) listener_.log(remark);
    for (std::size_t i = 0; i < std::min(kNamedSkips, library.skipped.size()); ++i)
      listener_.log("skipped " + library.skipped[i]);
    if (library.skipped.size() > kNamedSkips)
      listener_.log("skipped " + std::to_string(library.skipped.size()) + " files in all");
    const bool minutes = library.seconds >= 120;
    listener_.log(std::to_string(library.items.size()) + " pieces, " +
                  std::to_string(std::lround(library.seconds / (minutes ? 60 : 1))) +
                  (minutes ? " minutes of music" : " seconds of music"));
    if (library.seconds > 0 && library.seconds < kFewSeconds)
      listener_.log(
          "warning: so little music is learned by heart; a model that is of use for other "
          "music needs an hour or more, an adaptation (--from) some minutes");
    return library;
  }

  Dataset prepare_dataset() {
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
    how.max_minutes = options_.max_minutes;
    return {library, nets().config.geometry, how, listener_.log, listener_.show_preparing, stop_};
  }

  double learning_rate() const {
    const double left = static_cast<double>(loop_->steps() - loop_->step()) /
                        (kDecay * static_cast<double>(loop_->steps()));
    return options_.learning_rate * warm_up(loop_->step(), kWarmUpSteps) *
           (left >= 1 ? 1 : kLastRate + (1 - kLastRate) * left);
  }

  void step(Batch batch) {
    for (auto* bands : {&batch.harmony_input, &batch.rhythm_input, &batch.original})
      *bands = bands->to(nets().device);
    // Seeded by step, so that a resumed run draws the same numbers as an uninterrupted one.
    const std::uint64_t seed =
        options_.examples.seed * 1'000'003 + static_cast<std::uint64_t>(loop_->step());
    torch::manual_seed(seed);
    std::mt19937_64 random(seed);
    for (auto& group : optimizer_->param_groups()) group.options().set_lr(learning_rate());
    const double warm_up_steps =
        options_.from.empty() ? kKlWarmUp * static_cast<double>(loop_->steps()) : 0;
    const double kl_warmth = static_cast<double>(loop_->step()) >= warm_up_steps
                                 ? 1
                                 : static_cast<double>(loop_->step()) / warm_up_steps;
    optimizer_->zero_grad();
    Losses losses;
    {
      const Bfloat16Scope scope(nets().device, bfloat16_);
      losses = method_losses(*nets().network, batch, options_.weights, kl_warmth, random, share_);
    }
    losses.total.backward();
    const bool stop = stop_ != nullptr && *stop_;
    if (ranks_.average_gradients(nets().network->parameters(), stop)) stop_all_ = true;
    torch::nn::utils::clip_grad_norm_(nets().network->parameters(), kGradientClip);
    optimizer_->step();
    if (!std::isfinite(losses.total.item<double>()))
      throw std::runtime_error("the loss is no longer finite at step " +
                               std::to_string(loop_->step()) +
                               "; train again with half the --learning-rate");
    if (loop_->step() == 0) result_.first_loss = losses.total.item<double>();
    averages_.add(losses);
  }

  void report(const Pace& pace) {
    Progress& p = result_.last;
    averages_.take(p);
    p.step = loop_->step();
    p.steps = loop_->steps();
    p.frames_per_second = pace.frames_per_second;
    p.seconds_left = pace.seconds_left;
    if (!ranks_.first()) return;
    log_->add(p.step, {loop_->frames(), p.loss, p.error_nats, p.harmony_kl, p.rhythm_kl,
                       p.drums_in_harmony, p.smoothness, p.frames_per_second});
    listener_.report(p);
  }

  // Of a run that is resumed.
  void take_last_line(Progress& p) const {
    p.step = loop_->step();
    p.steps = std::max(loop_->steps(), loop_->step());
    const std::vector<double>& values = log_->last();
    if (values.size() < 7) return;
    p.loss = values[1];
    p.error_nats = values[2];
    p.harmony_kl = values[3];
    p.rhythm_kl = values[4];
    p.drums_in_harmony = values[5];
    p.smoothness = values[6];
  }

  void save_state() {
    nets_->store(*model_);
    save_checkpoint(folder_, *model_, *optimizer_, loop_->step());
  }

  void save() {
    if (!ranks_.first()) return;
    save_state();
    if (Clock::now() - looked_ >= kLook) check_health();
  }

  void check_health() {
    looked_ = Clock::now();
    const Health health = examine(*nets_, *dataset_, options_.examples);
    health_log_->add(loop_->step(), {loop_->frames(), health.error_nats, health.rotation_accuracy,
                                     health.harmony_kl, health.rhythm_kl, health.drums_in_harmony});
    for (const auto& sentence : warnings(health, loop_->share_done()))
      listener_.log("warning: " + sentence);
    if (listener_.draw)
      listener_.draw(folder_, make_previews(*nets_, *dataset_, options_.examples),
                     model_->config().geometry);
  }

  const TrainOptions& options_;
  const TrainListener& listener_;
  const std::atomic<bool>* stop_;
  std::atomic<bool> stop_all_ = false;  // of all ranks in the same step
  Ranks& ranks_;
  Share share_;
  std::filesystem::path folder_;
  TrainResult result_;
  std::shared_ptr<model::Model> model_;  // as of the last save
  std::optional<networks::Nets> nets_;
  std::unique_ptr<Dataset> dataset_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
  std::optional<TrainingLoop> loop_;
  std::optional<CsvLog> log_, health_log_;
  Averages averages_;
  Clock::time_point looked_;
  bool bfloat16_ = false;
};

}  // namespace

TrainResult train(const TrainOptions& options, const TrainListener& listener,
                  const std::atomic<bool>* stop, Ranks* ranks) {
  Ranks alone({}, "cpu");
  try {
    return Run(options, listener, stop, ranks != nullptr ? *ranks : alone).go();
  } catch (const Stopped&) {
    return {};
  }
}

}  // namespace hemiola::training
