// hemiola bench: the cost of each part of a frame, by number of voices; used by scripts/bench.
#include <dlfcn.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "audio/sound_file.h"
#include "base/statistics.h"
#include "features/analysis.h"
#include "model/model.h"
#include "modelfile/cost.h"
#include "modelfile/default_model.h"
#include "programs/subcommands.h"
#include "vocoder/vocoder.h"

namespace hemiola::programs {
namespace {

using nlohmann::json;

struct Arguments {
  std::filesystem::path sound, model;
  std::vector<int> voices = {1, 2, 4, 8, 16, 32, 64};
  int frames = 200, runs = 5;
};

// CPU time of this thread, which does all the work, so other programs do not count.
double thread_milliseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

double milliseconds(const std::function<void()>& work) {
  const double start = thread_milliseconds();
  work();
  return thread_milliseconds() - start;
}

// Multiply-adds per second, in units of 1e9, of LibTorch's BLAS on one thread.
double sgemm_rate(int runs) {
  using Sgemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int,
                         float, float*, int);
  constexpr int kRowMajor = 101, kPlain = 111, kSize = 768;
  const auto sgemm = reinterpret_cast<Sgemm>(dlsym(RTLD_DEFAULT, "cblas_sgemm"));
  if (sgemm == nullptr)
    throw std::runtime_error("LibTorch has loaded no BLAS; install libopenblas0-pthread");
  const std::vector<float> a(kSize * kSize, 0.5f), b(kSize * kSize, 0.25f);
  std::vector<float> c(kSize * kSize);
  std::vector<double> times;
  for (int run = 0; run < 4 * runs; ++run)
    times.push_back(milliseconds([&] {
      sgemm(kRowMajor, kPlain, kPlain, kSize, kSize, kSize, 1, a.data(), kSize, b.data(), kSize, 0,
            c.data(), kSize);
    }));
  return std::pow(kSize, 3) / base::median(times) / 1e6;
}

// Runs several voices through the parts; each plays a different section of the sound.
class Parts {
 public:
  Parts(const std::shared_ptr<const model::Model>& model, const audio::Sound& sound, int voices)
      : model_(*model),
        samples_(sound.samples),
        config_(model->config()),
        voices_(voices),
        vocoder_(vocoder::make_vocoder(model, sound.sample_rate, voices)) {
    const auto analysis = features::make_analysis_tables(config_.geometry, sound.sample_rate);
    for (int v = 0; v < voices; ++v) {
      analysers_.emplace_back(analysis);
      encoders_.push_back(states_.emplace_back(model->make_encoder_state()).get());
      decoders_.push_back(states_.emplace_back(model->make_decoder_state()).get());
    }
    hop_ = static_cast<std::size_t>(analysers_.front().hop());
    bands_.resize(static_cast<std::size_t>(voices * config_.geometry.bands));
    harmony_.resize(static_cast<std::size_t>(voices * config_.places * config_.channels_per_place));
    rhythm_.resize(static_cast<std::size_t>(voices * config_.rhythm));
    out_.resize(static_cast<std::size_t>(voices) * hop_);
    for (int v = 0; v < voices; ++v)
      sounds_.push_back({v, &bands_[v * config_.geometry.bands], &out_[v * hop_], nullptr});
  }

  // Milliseconds for one frame of all voices.
  struct Times {
    double analysis, encode, decode, synthesis;
  };
  Times play_frame(int frame) {
    const auto bands_of = [&](int v) { return &bands_[v * config_.geometry.bands]; };
    const auto sound_of = [&](int v) {
      const std::size_t hops = samples_.size() / hop_;
      return &samples_[(frame + v * 37) % hops * hop_];
    };
    Times times{};
    times.analysis = milliseconds([&] {
      for (int v = 0; v < voices_; ++v) analysers_[v].process(sound_of(v), bands_of(v));
    });
    times.encode = milliseconds(
        [&] { model_.encode(encoders_, 1, bands_.data(), harmony_.data(), rhythm_.data()); });
    times.decode = milliseconds(
        [&] { model_.decode(decoders_, 1, harmony_.data(), rhythm_.data(), bands_.data()); });
    times.synthesis = milliseconds([&] { vocoder_->process(sounds_); });
    return times;
  }

 private:
  const model::Model& model_;
  const std::vector<float>& samples_;
  modelfile::Config config_;
  int voices_;
  std::size_t hop_;
  std::vector<features::Analyser> analysers_;
  std::unique_ptr<vocoder::Vocoder> vocoder_;
  std::vector<vocoder::Job> sounds_;
  std::vector<std::shared_ptr<model::StreamState>> states_;
  std::vector<model::StreamState*> encoders_, decoders_;
  std::vector<float> bands_, harmony_, rhythm_, out_;
};

// The median over the runs of each run's median.
json cost_of(const std::shared_ptr<const model::Model>& model, const audio::Sound& sound,
             int voices, const Arguments& a) {
  constexpr int kWarmUp = 10;
  const std::vector<std::pair<const char*, double Parts::Times::*>> kinds = {
      {"analysis_ms", &Parts::Times::analysis},
      {"encode_ms", &Parts::Times::encode},
      {"decode_ms", &Parts::Times::decode},
      {"synthesis_ms", &Parts::Times::synthesis}};
  Parts parts(model, sound, voices);
  for (int t = 0; t < kWarmUp; ++t) parts.play_frame(t);
  std::map<std::string, std::vector<double>> medians;
  for (int run = 0; run < a.runs; ++run) {
    std::vector<Parts::Times> times;
    for (int t = 0; t < std::max(8, a.frames / voices); ++t) times.push_back(parts.play_frame(t));
    for (const auto& [name, part] : kinds) {
      std::vector<double> values;
      for (const auto& time : times) values.push_back(time.*part);
      medians[name].push_back(base::median(values));
    }
  }
  json row = {{"voices", voices}};
  for (const auto& [name, values] : medians) row[name] = base::median(values);
  return row;
}

void run(const Arguments& a) {
  model::use_threads(1);  // as in the worker
  const auto model =
      model::Model::load(a.model.empty() ? modelfile::default_model() : a.model, "cpu");
  const audio::Sound sound = audio::read_sound(a.sound);
  if (sound.samples.size() < sound.sample_rate)
    throw std::runtime_error(a.sound.string() + ": is shorter than a second");
  const auto work = modelfile::multiply_adds(model->config());
  json result = {
      {"sgemm_gmac_s", sgemm_rate(a.runs)},
      {"multiply_adds", {{"encode", work.encode}, {"decode", work.decode}}},
      {"hop_ms", 1000 * features::hop_samples(model->config().geometry, sound.sample_rate) /
                     sound.sample_rate},
      {"rows", json::array()}};
  for (const int voices : a.voices) result["rows"].push_back(cost_of(model, sound, voices, a));
  std::printf("%s\n", result.dump(2).c_str());
}

}  // namespace

void add_bench(CLI::App& app) {
  auto* command = app.add_subcommand(
      "bench", "Time the parts of a frame, in ms, as JSON (scripts/bench measures all)");
  auto a = std::make_shared<Arguments>();
  command->add_option("SOUND", a->sound, "Sound file to play, at least a second")->required();
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--voices", a->voices, "How many at a time (default 1 2 4 8 16 32 64)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--frames", a->frames, "Frames of one voice a run (default 200)")
      ->check(CLI::Range(8, 100000));
  command->add_option("--runs", a->runs, "Runs, of which the median counts (default 5)")
      ->check(CLI::Range(1, 1000));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
