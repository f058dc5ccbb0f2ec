// Second training stage: the sound network of a trained model, on the same music.
#include "training/sound_trainer.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

#include "model/nets.h"
#include "picture/curves.h"
#include "training/checkpoint.h"
#include "training/dataset.h"
#include "training/precision.h"
#include "training/sound_examples.h"
#include "training/sound_losses.h"
#include "training/sound_synthesis.h"

namespace hemiola::training {
namespace {

constexpr double kReportSeconds = 2;
constexpr double kGradientClip = 2;
constexpr long kWarmUpSteps = 100;
constexpr double kLastRate = 0.02;
constexpr int kLeadIn = 24;  // first frames of an example, which only fill the past

double now_seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// The log file and its curves.
class SoundLog {
 public:
  SoundLog(const std::filesystem::path& folder, long resumed_at) : folder_(folder) {
    const auto path = folder / "log.csv";
    std::ifstream before(path);
    std::string line, kept;
    std::getline(before, line);
    while (resumed_at > 0 && std::getline(before, line)) {
      SoundProgress p;
      if (std::sscanf(line.c_str(), "%ld,%lf,%lf,%lf,%lf,%lf", &p.step, &p.loss, &p.distance_db,
                      &p.convergence, &p.bands_nats, &p.frames_per_second) != 6 ||
          p.step > resumed_at)
        break;
      rows_.push_back(p);
      kept += line + "\n";
    }
    before.close();
    out_.open(path, std::ios::trunc);
    out_ << "step,loss,distance_db,convergence,bands_nats,frames_per_second\n" << kept;
  }
  SoundProgress last() const { return rows_.empty() ? SoundProgress{} : rows_.back(); }
  void add(const SoundProgress& p) {
    rows_.push_back(p);
    out_ << p.step << ',' << p.loss << ',' << p.distance_db << ',' << p.convergence << ','
         << p.bands_nats << ',' << p.frames_per_second << std::endl;
    out_.clear();  // a full disk loses this line, but does not end the run
  }
  void draw(double frames_a_step) const {
    const auto curve = [&](const char* name, double SoundProgress::*value) {
      picture::Curve c{name, {}, {}};
      for (const auto& row : rows_) {
        c.x.push_back(static_cast<double>(row.step) * frames_a_step / 1e6);
        c.y.push_back(row.*value);
      }
      return c;
    };
    picture::draw_curves(
        {{"log-spectral difference", "dB", {curve("46 ms", &SoundProgress::distance_db)}},
         {"spectral convergence", "", {curve("46 ms", &SoundProgress::convergence)}},
         {"bands, read again", "nats", {curve("bands", &SoundProgress::bands_nats)}},
         {"loss", "", {curve("loss", &SoundProgress::loss)}}},
        "million frames", folder_ / "curves.png");
  }

 private:
  std::filesystem::path folder_;
  std::vector<SoundProgress> rows_;
  std::ofstream out_;
};

std::filesystem::path folder_of(const std::filesystem::path& run) { return run / "sound"; }

class SoundRun {
 public:
  SoundRun(std::shared_ptr<model::Model>& model, const SoundOptions& options,
           const SoundListener& listener, const std::atomic<bool>* stop)
      : model_(begin(model, options)),
        options_(options),
        listener_(listener),
        stop_(stop),
        folder_(folder_of(options.run)),
        library_(audio::scan_libraries(options.audio,
                                       [stop](int, int) {
                                         if (stop != nullptr && *stop) throw Stopped();
                                       })),
        examples_(library_, *model_, example_options()),
        synthesis_(model_->config(), nets().device),
        distance_(model_->config().geometry, nets().device),
        optimizer_(nets().sound->parameters(),
                   torch::optim::AdamWOptions(options.learning_rate).betas({0.8, 0.99})) {
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    model::use_threads(options.threads > 0 ? options.threads : std::max(1, cores));
    if (library_.items.empty())
      throw std::runtime_error(options.audio.front().string() +
                               ": holds no music to learn to sound from; give --audio a folder "
                               "with sound files of a second or more");
    std::filesystem::create_directories(folder_);
    if (options.resume && has_checkpoint(folder_)) step_ = load_checkpoint(folder_, optimizer_);
    frames_a_step_ = static_cast<double>(options.batch) * (example_options().frames - kLeadIn);
    steps_ = std::max(1L, std::lround(options.frames / frames_a_step_));
    bfloat16_ = has_bfloat16(nets().device);
    log_ = std::make_unique<SoundLog>(folder_, step_);
    if (step_ >= steps_)
      listener.say("these " + std::to_string(step_) +
                   " steps are all that --sound-frames asks for; more of them go on from here");
    long parameters = 0;
    for (const auto& parameter : nets().sound->parameters()) parameters += parameter.numel();
    listener.say("learning to sound, " + std::to_string(parameters) + " parameters" +
                 (step_ > 0 ? ", resumed at step " + std::to_string(step_) : ""));
  }

  SoundResult go() {
    SoundResult result;
    result.last = log_->last();
    result.last.step = step_;
    result.last.steps = std::max(steps_, step_);
    reported_ = saved_ = now_seconds();
    auto coming = prepare(step_);
    const long begin = step_;
    bool stopped = false;
    while (step_ < steps_ && !stopped) {
      const SoundBatch batch = coming.get();
      coming = prepare(step_ + 1);
      step(batch);
      stopped = stop_ != nullptr && *stop_;
      const bool last = step_ == steps_ || stopped;
      const double now = now_seconds();
      if (now - reported_ >= kReportSeconds || last || step_ == begin + 1) report(now, result);
      if (now - saved_ >= options_.save_seconds && !last) try_to_save();
    }
    coming.wait();
    save();
    result.finished = step_ >= steps_;
    result.frames = std::max(options_.frames, static_cast<double>(step_) * frames_a_step_);
    return result;
  }

 private:
  static std::shared_ptr<model::Model> begin(std::shared_ptr<model::Model>& model,
                                             const SoundOptions& options) {
    if (!model->has_sound()) model->begin_sound(options.width, options.seed);
    return model;
  }
  SoundExampleOptions example_options() const {
    SoundExampleOptions how;
    how.seed = options_.seed;
    how.shares = options_.shares;
    return how;
  }
  const model::Model::Nets& nets() const { return model_->nets(); }

  std::future<SoundBatch> prepare(long step) {
    return std::async(std::launch::async, [this, step] {
      return examples_.batch(static_cast<std::uint64_t>(step) * options_.batch, options_.batch);
    });
  }

  // Warm-up, then half a cosine.
  double learning_rate() const {
    const double warm = std::min(1.0, static_cast<double>(step_ + 1) / kWarmUpSteps);
    const double done = static_cast<double>(step_) / static_cast<double>(steps_);
    const double fall = 0.5 + 0.5 * std::cos(M_PI * done);
    return options_.learning_rate * warm * (kLastRate + (1 - kLastRate) * fall);
  }

  void step(const SoundBatch& cpu) {
    const auto device = nets().device;
    const SoundBatch batch{cpu.samples.to(device),     cpu.log_bands.to(device),
                           cpu.log_rest.to(device),    cpu.tones.to(device),
                           cpu.rest.to(device),        cpu.noise.to(device),
                           cpu.noise_levels.to(device)};
    for (auto& group : optimizer_.param_groups()) group.options().set_lr(learning_rate());
    optimizer_.zero_grad();
    torch::Tensor rows;
    {
      const Bfloat16Scope scope(device, bfloat16_);
      model::Past past;
      rows = nets().sound->forward(batch.log_bands, batch.log_rest, past);
    }
    const auto& config = model_->config();
    const auto outputs = model::split_outputs(rows, config.geometry.bands, config.sound);
    const torch::Tensor sound = synthesis_.sound(outputs, batch, kLeadIn);
    // The first and the last window lack neighbouring frames.
    const int64_t first = synthesis_.window(), last = sound.size(1) - synthesis_.window();
    const int64_t shift = synthesis_.begin(kLeadIn);
    const SoundLosses losses =
        distance_(sound.slice(1, first, last), batch.samples.slice(1, first + shift, last + shift));
    losses.total.backward();
    torch::nn::utils::clip_grad_norm_(nets().sound->parameters(), kGradientClip);
    optimizer_.step();
    const double loss = losses.total.item<double>();
    if (!std::isfinite(loss))
      throw std::runtime_error("the loss of the sound is no longer finite at step " +
                               std::to_string(step_) + "; train again with half the --sound-rate");
    sum_.loss += loss;
    sum_.distance_db += losses.distance_db;
    sum_.convergence += losses.convergence;
    sum_.bands_nats += losses.bands_nats;
    ++summed_;
    ++step_;
  }

  void report(double now, SoundResult& result) {
    SoundProgress& p = result.last;
    const double count = static_cast<double>(std::max(1L, summed_));
    p = {step_,
         steps_,
         sum_.loss / count,
         sum_.distance_db / count,
         sum_.convergence / count,
         sum_.bands_nats / count,
         0,
         0};
    p.frames_per_second = static_cast<double>(summed_) * frames_a_step_ / (now - reported_);
    p.seconds_left = static_cast<double>(steps_ - step_) * frames_a_step_ / p.frames_per_second;
    sum_ = {};
    summed_ = 0;
    reported_ = now;
    log_->add(p);
    listener_.report(p);
  }

  void save() {
    save_checkpoint(folder_, *model_, optimizer_, step_);
    log_->draw(frames_a_step_);
  }
  // A full disk must not end a run of hours: the next attempt may succeed.
  void try_to_save() {
    try {
      save();
    } catch (const std::exception& problem) {
      listener_.say(std::string("no checkpoint was written, training goes on: ") + problem.what());
    }
    saved_ = reported_ = now_seconds();
  }

  std::shared_ptr<model::Model> model_;
  const SoundOptions& options_;
  const SoundListener& listener_;
  const std::atomic<bool>* stop_;
  std::filesystem::path folder_;
  audio::Library library_;
  SoundExamples examples_;
  SoundSynthesis synthesis_;
  SoundDistance distance_;
  torch::optim::AdamW optimizer_;
  std::unique_ptr<SoundLog> log_;
  SoundProgress sum_;
  double frames_a_step_ = 0, reported_ = 0, saved_ = 0;
  long step_ = 0, steps_ = 0, summed_ = 0;
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

bool has_sound_checkpoint(const std::filesystem::path& run) {
  return has_checkpoint(folder_of(run));
}

SoundResult train_sound(std::shared_ptr<model::Model>& model, const SoundOptions& options,
                        const SoundListener& listener, const std::atomic<bool>* stop) {
  if (options.resume && has_sound_checkpoint(options.run))
    model = load_checkpoint_model(folder_of(options.run), model->device());
  try {
    return SoundRun(model, options, listener, stop).go();
  } catch (const Stopped&) {
    return {};
  }
}

}  // namespace hemiola::training
