// Second training stage: the sound network of a trained model, on the same music.
#include "training/sound_trainer.h"

#include <cmath>
#include <optional>
#include <stdexcept>

#include "base/parallel_tasks.h"
#include "networks/make_model.h"
#include "networks/nets.h"
#include "networks/torch_player.h"
#include "training/adversary.h"
#include "training/checkpoint.h"
#include "training/csv_log.h"
#include "training/dataset.h"
#include "training/precision.h"
#include "training/sound_examples.h"
#include "training/sound_losses.h"
#include "training/sound_synthesis.h"
#include "training/training_loop.h"

namespace hemiola::training {
namespace {

constexpr char kLogHeader[] = "step,loss,distance_db,convergence,bands_nats,frames_per_second";
constexpr char kAdversaryHeader[] = "step,loss,accuracy,features,noise";
constexpr char kAdversaryLog[] = "adversary.csv";
constexpr char kAdversaryFile[] = "adversary.pt";
constexpr double kGradientClip = 2;
constexpr long kWarmUpSteps = 100;
constexpr double kLastRate = 0.02;
constexpr long kRiseSteps = 400;  // until the discriminators count fully; at most a tenth of theirs
constexpr long kNoiseEvery = 8;   // steps in which the noise's share is measured again
constexpr int kLeadIn = 24;       // first frames of an example, which only fill the past

// Of all ranks but the first.
const SoundListener kMute{[](const SoundProgress&) {}, [](const std::string&) {}, {}};

std::filesystem::path folder_of(const std::filesystem::path& run) { return run / "sound"; }

class SoundRun {
 public:
  SoundRun(std::shared_ptr<model::Model>& model, const SoundOptions& options,
           const SoundListener& listener, const std::atomic<bool>* stop, Ranks& ranks)
      : ranks_(ranks),
        share_(ranks.share_of(options.batch)),
        model_(begin(model, options)),
        nets_(*model_),
        options_(options),
        listener_(ranks.first() ? listener : kMute),
        stop_(stop),
        folder_(folder_of(options.run)),
        library_(audio::scan_libraries(options.audio,
                                       [stop](int, int) {
                                         if (stop != nullptr && *stop) throw Stopped();
                                       })),
        examples_(library_, nets_, example_options()),
        synthesis_(model_->config(), nets_.device),
        distance_(model_->config().geometry, nets_.device),
        optimizer_(nets_.sound->parameters(),
                   torch::optim::AdamWOptions(options.learning_rate).betas({0.8, 0.99})) {
    networks::offer_torch();
    model::use_threads(base::thread_count(base::kAnyTasks, options.threads));
    if (library_.items.empty())
      throw std::runtime_error(options.audio.front().string() +
                               ": holds no music to learn to sound from; give --audio a folder "
                               "with sound files of a second or more");
    std::filesystem::create_directories(folder_);
    frames_per_step_ = static_cast<double>(options.batch) * (example_options().frames - kLeadIn);
    const bool resuming = options.resume && has_checkpoint(folder_);
    loop_.emplace(options.frames, frames_per_step_,
                  resuming ? load_checkpoint(folder_, optimizer_) : 0);
    bfloat16_ = has_bfloat16(nets_.device);
    ranks.copy_from_first(nets_.sound->parameters());
    if (ranks.first()) log_.emplace(folder_ / "log.csv", kLogHeader, loop_->step());
    begin_adversary(resuming);
    if (loop_->finished())
      listener_.log("these " + std::to_string(loop_->step()) +
                    " steps are all that --sound-frames asks for; more of them go on from here");
    long parameters = 0;
    for (const auto& parameter : nets_.sound->parameters()) parameters += parameter.numel();
    listener_.log("training the sound network, " + std::to_string(parameters) + " parameters" +
                  (loop_->step() > 0 ? ", resumed at step " + std::to_string(loop_->step()) : ""));
  }

  SoundResult go() {
    SoundResult result;
    if (ranks_.first()) take_last_line(result.last);
    BatchQueue<SoundBatch> batches(
        [this](std::uint64_t k) {
          return examples_.batch(
              k * static_cast<std::uint64_t>(share_.all) + static_cast<std::uint64_t>(share_.first),
              share_.items);
        },
        static_cast<std::uint64_t>(loop_->step()), 1);
    loop_->run({.step = [&] { step(batches.next()); },
                .report = [&](const Pace& pace) { report(pace, result.last); },
                .save = [this] { save(); },
                .log = listener_.log},
               options_.save_seconds, &stop_all_);
    save();
    result.finished = loop_->finished();
    result.frames = result.finished ? std::max(options_.frames, loop_->frames()) : loop_->frames();
    return result;
  }

 private:
  static std::shared_ptr<model::Model> begin(std::shared_ptr<model::Model>& model,
                                             const SoundOptions& options) {
    const double wanted = options.window_seconds;
    if (!model->has_sound())
      networks::add_sound_network(*model, options.width,
                                  wanted > 0 ? wanted : modelfile::kSoundWindowSeconds,
                                  options.seed);
    else if (wanted > 0 && wanted != model->config().geometry.synthesis_window_seconds)
      model = networks::with_synthesis_window(*model, wanted);
    if (!model->config().sound.gain_per_tone) {  // of before: learns it
      modelfile::Config config = model->config();
      config.sound.gain_per_tone = true;
      model->set(config, modelfile::Tensors(model->tensors()));
    }
    return model;
  }
  SoundExampleOptions example_options() const {
    SoundExampleOptions how;
    how.seed = options_.seed;
    how.shares = options_.shares;
    return how;
  }

  // Warm-up, then half a cosine.
  double learning_rate() const {
    const double fall = 0.5 + 0.5 * std::cos(M_PI * loop_->share_done());
    return options_.learning_rate * warm_up(loop_->step(), kWarmUpSteps) *
           (kLastRate + (1 - kLastRate) * fall);
  }

  void begin_adversary(bool resuming) {
    if (options_.adversarial <= 0) {
      if (ranks_.first() && !resuming) std::filesystem::remove(folder_ / kAdversaryLog);
      if (resuming && !checkpoint_file(folder_, kAdversaryFile).empty())
        listener_.log(
            "discriminators judged in this run; without --adversarial it goes on without them");
      return;
    }
    AdversaryOptions how = options_.adversary;
    how.seed = options_.seed;
    adversary_.emplace(how, nets_.device);
    if (ranks_.first())
      adversary_log_.emplace(folder_ / kAdversaryLog, kAdversaryHeader, loop_->step());
    const auto file = resuming ? checkpoint_file(folder_, kAdversaryFile) : std::filesystem::path();
    if (!file.empty()) adversary_->load(file);
    ranks_.copy_from_first(adversary_->parameters());
  }

  // How much the discriminators count, 0 to 1; empty before they judge.
  std::optional<double> adversary_strength() const {
    const double steps = options_.adversarial * static_cast<double>(loop_->steps());
    const double done = static_cast<double>(loop_->step() - loop_->steps()) + steps;
    if (!adversary_ || done < 0) return {};
    return std::min(1.0, done / std::min(static_cast<double>(kRiseSteps), 0.1 * steps));
  }

  void step(const SoundBatch& cpu) {
    const auto device = nets_.device;
    const SoundBatch batch = cpu.to(device);
    for (auto& group : optimizer_.param_groups()) group.options().set_lr(learning_rate());
    optimizer_.zero_grad();
    torch::Tensor rows;
    {
      const Bfloat16Scope scope(device, bfloat16_);
      networks::Past past;
      rows = nets_.sound->forward(batch.log_bands, batch.log_rest, past);
    }
    const auto& config = model_->config();
    const auto outputs = networks::split_outputs(rows, config.geometry.bands, config.sound);
    const torch::Tensor sound = synthesis_.sound(outputs, batch, kLeadIn);
    // The first and the last window lack neighbouring frames.
    const int64_t first = synthesis_.window(), last = sound.size(1) - synthesis_.window();
    const int64_t shift = synthesis_.begin(kLeadIn);
    const torch::Tensor made = sound.slice(1, first, last);
    const torch::Tensor truth = batch.samples.slice(1, first + shift, last + shift);
    const SoundLosses losses = distance_(made, truth);
    if (const auto strength = adversary_strength()) {
      const torch::Tensor whole =
          adversary_->gradient(made, truth, losses.total, loop_->step(), *strength, ranks_);
      made.backward(whole);
      if (judged_ == 0 || loop_->step() % kNoiseEvery == 0)
        noise_share_ = synthesis_.noise_share(outputs, batch);
      adversary_->note(losses.bands_nats, noise_share_);
      adversary_sum_ += adversary_->figures();
      ++judged_;
    } else {
      losses.total.backward();
    }
    const bool stop = stop_ != nullptr && *stop_;
    if (ranks_.average_gradients(nets_.sound->parameters(), stop)) stop_all_ = true;
    const double norm = torch::nn::utils::clip_grad_norm_(nets_.sound->parameters(), kGradientClip);
    const double loss = losses.total.item<double>();
    if (!std::isfinite(loss) || !std::isfinite(norm))
      throw std::runtime_error("the loss of the sound is no longer finite at step " +
                               std::to_string(loop_->step()) +
                               "; go on from the last checkpoint with half the --sound-rate: "
                               "--resume --sound-rate " +
                               std::to_string(options_.learning_rate / 2));
    optimizer_.step();
    sum_.loss += loss;
    sum_.distance_db += losses.distance_db;
    sum_.convergence += losses.convergence;
    sum_.bands_nats += losses.bands_nats;
    ++summed_;
  }

  void report(const Pace& pace, SoundProgress& p) {
    const double count = static_cast<double>(std::max(1L, summed_));
    p = {.step = loop_->step(),
         .steps = loop_->steps(),
         .loss = sum_.loss / count,
         .distance_db = sum_.distance_db / count,
         .convergence = sum_.convergence / count,
         .bands_nats = sum_.bands_nats / count,
         .adversary = judged_ > 0 ? std::optional(adversary_sum_ / judged_) : std::nullopt,
         .frames_per_second = pace.frames_per_second,
         .seconds_left = pace.seconds_left};
    sum_ = {};
    adversary_sum_ = {};
    summed_ = judged_ = 0;
    if (!ranks_.first()) return;
    log_->add(p.step, {p.loss, p.distance_db, p.convergence, p.bands_nats, p.frames_per_second});
    if (p.adversary) {
      const AdversaryFigures& a = *p.adversary;
      adversary_log_->add(p.step, {a.loss, a.accuracy, a.features, a.noise});
    }
    listener_.report(p);
  }

  // Of a run that is resumed.
  void take_last_line(SoundProgress& p) const {
    p.step = loop_->step();
    p.steps = std::max(loop_->steps(), loop_->step());
    const std::vector<double>& values = log_->last();
    if (values.size() < 5) return;
    p.loss = values[0];
    p.distance_db = values[1];
    p.convergence = values[2];
    p.bands_nats = values[3];
    p.frames_per_second = values[4];
    if (!adversary_log_) return;
    const std::vector<double>& judged = adversary_log_->last();
    if (judged.size() == 4)
      p.adversary = AdversaryFigures{judged[0], judged[1], judged[2], judged[3]};
  }

  void save() {
    if (!ranks_.first()) return;
    nets_.store(*model_);
    save_checkpoint(folder_, *model_, optimizer_, loop_->step(), [this](const auto& folder) {
      if (adversary_) adversary_->save(folder / kAdversaryFile);
    });
    if (const auto problem = adversary_ ? adversary_->warning() : std::nullopt)
      listener_.log("warning: " + *problem);
    if (listener_.draw) listener_.draw(folder_, frames_per_step_);
  }

  Ranks& ranks_;
  Share share_;
  std::shared_ptr<model::Model> model_;  // as of the last save
  networks::Nets nets_;
  const SoundOptions& options_;
  const SoundListener& listener_;
  const std::atomic<bool>* stop_;
  std::atomic<bool> stop_all_ = false;  // of all ranks in the same step
  std::filesystem::path folder_;
  audio::Library library_;
  SoundExamples examples_;
  SoundSynthesis synthesis_;
  SoundDistance distance_;
  torch::optim::AdamW optimizer_;
  std::optional<TrainingLoop> loop_;
  std::optional<Adversary> adversary_;
  std::optional<CsvLog> log_, adversary_log_;
  SoundProgress sum_;
  AdversaryFigures adversary_sum_;
  double frames_per_step_ = 0, noise_share_ = 0;
  long summed_ = 0, judged_ = 0;
  bool bfloat16_ = false;
};

}  // namespace

RunState state_of_run(const std::filesystem::path& run) {
  return {checkpoint_step(run), checkpoint_step(folder_of(run))};
}

void forget_run(const std::filesystem::path& run) {
  remove_checkpoint(run);
  remove_checkpoint(folder_of(run));
}

SoundResult train_sound(std::shared_ptr<model::Model>& model, const SoundOptions& options,
                        const SoundListener& listener, const std::atomic<bool>* stop,
                        Ranks* ranks) {
  if (options.resume && has_checkpoint(folder_of(options.run)))
    model = load_checkpoint_model(folder_of(options.run), model->device());
  Ranks alone({}, "cpu");
  try {
    return SoundRun(model, options, listener, stop, ranks != nullptr ? *ranks : alone).go();
  } catch (const Stopped&) {
    return {};
  }
}

}  // namespace hemiola::training
