// hemiola gpu: what a GPU does with a model: equality with the CPU, and frames by number of voices.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"
#include "features/analysis.h"
#include "model/model.h"
#include "modelfile/default_model.h"
#include "programs/subcommands.h"
#include "training/sound_source.h"

namespace hemiola::programs {
namespace {

using nlohmann::json;

constexpr double kRate = 44100;
constexpr double kEqual = 1e-3;  // as far as two devices may differ
constexpr int kCompared = 200;   // frames

struct Arguments {
  std::filesystem::path model;
  std::string device = "cuda";
  std::vector<int> voices = {1, 16, 64, 256};
  int frames = 2000;
  bool json = false;
};

// All arrays of some voices, one frame.
struct Frame {
  Frame(const modelfile::Config& config, int voices)
      : bands(count(voices, config.geometry.bands)),
        rest(bands.size()),
        harmony(count(voices, config.places * config.channels_per_place)),
        rhythm(count(voices, config.rhythm)),
        decoded(bands.size()),
        rows(config.sound.width > 0 ? count(voices, config.sound.outputs(config.geometry.bands))
                                    : 0) {}
  std::vector<float> bands, rest, harmony, rhythm, decoded, rows;

 private:
  static std::size_t count(int voices, int each) { return static_cast<std::size_t>(voices * each); }
};

// Several voices that stream through a model.
class Stream {
 public:
  Stream(std::shared_ptr<model::Model> model, int voices) : model_(std::move(model)) {
    for (int v = 0; v < voices; ++v)
      for (auto* states : {&encoders_, &decoders_, &sounds_}) {
        owned_.push_back(model_->make_encoder_state());
        states->push_back(owned_.back().get());
      }
  }
  void encode(Frame& f) const {
    model_->encode(encoders_, 1, f.bands.data(), f.harmony.data(), f.rhythm.data());
  }
  void decode(Frame& f) const {
    model_->decode(decoders_, 1, f.harmony.data(), f.rhythm.data(), f.decoded.data());
  }
  void sound(Frame& f) const {
    if (model_->has_sound())
      model_->sound(sounds_, 1, f.decoded.data(), f.rest.data(), f.rows.data());
  }

 private:
  std::shared_ptr<model::Model> model_;
  std::vector<std::shared_ptr<model::StreamState>> owned_;
  std::vector<model::StreamState*> encoders_, decoders_, sounds_;
};

// On the CPU LibTorch plays, as it does on a GPU.
std::shared_ptr<model::Model> load(const std::filesystem::path& path, const std::string& device) {
  auto model = model::Model::load(path, device);
  if (device == "cpu") model->play_by(model::Model::PlayedBy::libtorch);
  return model;
}

// Made chords and clicks, another one for each voice.
std::vector<std::vector<float>> make_bands(const modelfile::Config& config, int voices,
                                           int frames) {
  const auto tables = features::make_analysis_tables(config.geometry, kRate);
  std::vector<std::vector<float>> all;
  for (int v = 0; v < voices; ++v) {
    base::Random random(static_cast<std::uint64_t>(v) + 1);
    const auto hop = static_cast<std::size_t>(features::Analyser(tables).hop());
    all.push_back(features::analyse(
        tables, training::random_signal(hop * static_cast<std::size_t>(frames), kRate, random)));
  }
  return all;
}

void take(const std::vector<std::vector<float>>& all, int frame, Frame& f) {
  const std::size_t bands = f.bands.size() / all.size();
  for (std::size_t v = 0; v < all.size(); ++v) {
    const std::size_t frames = all[v].size() / bands;
    std::copy_n(&all[v][static_cast<std::size_t>(frame) % frames * bands], bands,
                &f.bands[v * bands]);
  }
  f.rest = f.bands;
}

// Keeps the largest difference; one that is no number stays.
void widen(double& largest, const std::vector<float>& a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size() && !std::isnan(largest); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
}

// Largest differences, each stage with the same input: latents in units of their spread, bands and
// the sound network's rows in nats and radians.
json compare(const std::filesystem::path& path, const std::string& device) {
  const auto reference = model::Model::load(path, "cpu"), other = load(path, device);
  reference->play_by(model::Model::PlayedBy::floats);
  constexpr int kVoices = 2;
  const auto all = make_bands(reference->config(), kVoices, kCompared);
  const Stream one(reference, kVoices), two(other, kVoices);
  Frame a(reference->config(), kVoices), b(reference->config(), kVoices);
  double harmony = 0, rhythm = 0, decoded = 0, rows = 0;
  for (int t = 0; t < kCompared; ++t) {
    take(all, t, a);
    take(all, t, b);
    one.encode(a);
    two.encode(b);
    widen(harmony, a.harmony, b.harmony);
    widen(rhythm, a.rhythm, b.rhythm);
    b.harmony = a.harmony;
    b.rhythm = a.rhythm;
    one.decode(a);
    two.decode(b);
    widen(decoded, a.decoded, b.decoded);
    b.decoded = a.decoded;
    one.sound(a);
    two.sound(b);
    widen(rows, a.rows, b.rows);
  }
  return {{"frames", kCompared},
          {"harmony", harmony},
          {"rhythm", rhythm},
          {"bands", decoded},
          {"sound", rows},
          {"allowed", kEqual},
          {"equal", harmony <= kEqual && rhythm <= kEqual && decoded <= kEqual && rows <= kEqual}};
}

// Wall time of a frame of all voices: encoder, decoder and sound network.
json time_frames(const std::shared_ptr<model::Model>& model, int voices, int frames) {
  constexpr int kWarmUp = 20, kBands = 100;
  const auto all = make_bands(model->config(), voices, kBands);
  const Stream stream(model, voices);
  Frame f(model->config(), voices);
  std::vector<double> times;
  for (int t = 0; t < frames + kWarmUp; ++t) {
    take(all, t, f);
    const double ms = base::milliseconds_of([&] {
      stream.encode(f);
      stream.decode(f);
      stream.sound(f);
    });
    if (t >= kWarmUp) times.push_back(ms);
  }
  return {
      {"voices", voices},
      {"frames", frames},
      {"median_ms", base::median(times)},
      {"ms_99.9_percent",
       base::nth_smallest(times, static_cast<std::size_t>(0.999 * static_cast<double>(frames)))}};
}

void run(const Arguments& a) {
  model::use_threads(1);  // as in the worker
  const auto path = a.model.empty() ? modelfile::default_model() : a.model;
  json result = {
      {"device", a.device}, {"equality", compare(path, a.device)}, {"rows", json::array()}};
  const auto model = load(path, a.device);
  result["hop_ms"] = 1000 * model->config().geometry.hop_seconds;
  for (const int voices : a.voices) result["rows"].push_back(time_frames(model, voices, a.frames));
  if (a.json) {
    std::printf("%s\n", result.dump(2).c_str());
    return;
  }
  const json& e = result["equality"];
  std::printf(
      "%s against the CPU in floats, %d frames: harmony %.1e, rhythm %.1e, bands %.1e nats, "
      "sound %.1e: %s\n",
      a.device.c_str(), kCompared, e["harmony"].get<double>(), e["rhythm"].get<double>(),
      e["bands"].get<double>(), e["sound"].get<double>(),
      e["equal"].get<bool>() ? "equal" : "NOT equal (1e-3 is allowed)");
  std::printf("a frame is %.1f ms; encoder, decoder and sound network of all voices take:\n",
              result["hop_ms"].get<double>());
  for (const json& row : result["rows"])
    std::printf("%4d voices  median %7.2f ms  99.9 %% %7.2f ms\n", row["voices"].get<int>(),
                row["median_ms"].get<double>(), row["ms_99.9_percent"].get<double>());
}

}  // namespace

void add_gpu(CLI::App& app) {
  auto* command = app.add_subcommand(
      "gpu", "Compare a GPU with the CPU, and time its frames (scripts/gpu-check measures all)");
  auto a = std::make_shared<Arguments>();
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "cuda (default), or cpu: LibTorch without a GPU")
      ->check(CLI::IsMember({"cuda", "cpu"}));
  command->add_option("--voices", a->voices, "How many at a time (default 1 16 64 256)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--frames", a->frames, "Frames to time (default 2000)")
      ->check(CLI::Range(8, 100000));
  command->add_flag("--json", a->json, "Print as JSON");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
