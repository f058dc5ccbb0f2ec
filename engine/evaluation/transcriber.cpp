// A chord and an onset predictor for the same input, with thresholds and cache.
#include "evaluation/transcriber.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "evaluation/clips.h"
#include "evaluation/predictor.h"
#include "modelfile/safetensors.h"
#include "networks/nets.h"

namespace hemiola::evaluation {
namespace {

constexpr double kChordStepSeconds = 0.0427;
constexpr double kOnsetWidthSeconds = 0.012;  // sigma of the Gaussian target around an onset
constexpr int kKeptBack = 8;                  // one clip of this many is held out
constexpr double kExcerptSeconds = 1.8;       // for onsets
constexpr double kChordExcerptSeconds = 3;
constexpr char kMetadataKey[] = "hemiola_reader";

torch::Tensor onset_target(const Labels& labels, const measures::FrameClock& clock, int frames) {
  torch::Tensor target = torch::zeros({kTracks, frames});
  auto values = target.accessor<float, 2>();
  const int reach = static_cast<int>(std::ceil(3 * kOnsetWidthSeconds / clock.hop_seconds));
  for (int track = 0; track < kTracks; ++track)
    for (const double onset : labels.onsets[track]) {
      const auto nearest =
          static_cast<int>(std::lround((onset - clock.first_seconds) / clock.hop_seconds));
      for (int t = std::max(0, nearest - reach); t <= std::min(frames - 1, nearest + reach); ++t) {
        const double off = (clock.centre(t) - onset) / kOnsetWidthSeconds;
        values[track][t] =
            std::max(values[track][t], static_cast<float>(std::exp(-0.5 * off * off)));
      }
    }
  return target;
}

torch::Tensor chord_target(const Labels& labels, const measures::FrameClock& steps, int count) {
  const std::vector<int> chords = chord_steps(labels, steps, count);
  torch::Tensor target = torch::empty({count}, torch::kInt64);
  std::copy(chords.begin(), chords.end(), target.data_ptr<int64_t>());
  return target;
}

std::vector<float> curve_of(const torch::Tensor& probabilities, int track) {
  const torch::Tensor row = probabilities[track].contiguous();
  return {row.data_ptr<float>(), row.data_ptr<float>() + row.numel()};
}

}  // namespace

struct Transcriber::Parts {
  InputShape shape;
  TranscriberOptions options;
  int pool;  // frames per chord step
  double hop_seconds;
  Predictor chords, onsets;
  std::array<double, kTracks> thresholds;

  Parts(const InputShape& s, double hop, const TranscriberOptions& o)
      : shape(s),
        options(o),
        pool(std::max(1, static_cast<int>(std::lround(kChordStepSeconds / hop)))),
        hop_seconds(hop),
        chords(Task::chords, s, measures::kChordClasses, o.seed),
        onsets(Task::onsets, s, kTracks, o.seed + 1) {
    thresholds.fill(0.5);
  }

  torch::Tensor input(const Sequence& clip) const {
    return as_input(*clip.values, clip.frames, shape);
  }

  FitOptions fit_options(int steps, double hop, double excerpt_seconds) const {
    FitOptions fit;
    fit.steps = steps;
    fit.excerpt = static_cast<int>(excerpt_seconds / hop);
    fit.seed = options.seed;
    return fit;
  }

  void choose_thresholds(const std::vector<Sequence>& clips,
                         const std::vector<const Labels*>& labels) {
    std::vector<torch::Tensor> read;
    for (const auto& clip : clips) read.push_back(onsets.read(input(clip)));
    for (int track = 0; track < kTracks; ++track) {
      double best = -1;
      for (double threshold = 0.1; threshold < 0.95; threshold += 0.05) {
        measures::Counts counts;
        for (std::size_t i = 0; i < clips.size(); ++i)
          counts += measures::match(
              measures::pick_peaks(curve_of(read[i], track), clips[i].clock, threshold),
              labels[i]->onsets[track]);
        if (counts.f1() <= best) continue;
        best = counts.f1();
        thresholds[track] = threshold;
      }
    }
  }
};

Transcriber::Transcriber(const InputShape& shape, double hop_seconds,
                         const TranscriberOptions& options)
    : parts_(std::make_unique<Parts>(shape, hop_seconds, options)) {}
Transcriber::~Transcriber() = default;
Transcriber::Transcriber(Transcriber&&) noexcept = default;

measures::FrameClock Transcriber::chord_clock(const measures::FrameClock& frames) const {
  return {frames.centre(0.5 * (parts_->pool - 1)), frames.hop_seconds * parts_->pool};
}

void Transcriber::fit(const std::vector<Sequence>& clips, const std::vector<const Labels*>& labels,
                      const std::function<void(double)>& report) {
  Parts& p = *parts_;
  std::vector<TrainingClip> onset_clips, chord_clips;
  std::vector<Sequence> kept;
  std::vector<const Labels*> kept_labels;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const torch::Tensor input = p.input(clips[i]);
    const torch::Tensor pooled = pool_frames(input, p.pool);
    if (labels[i]->has_chords())
      chord_clips.push_back({pooled, chord_target(*labels[i], chord_clock(clips[i].clock),
                                                  static_cast<int>(pooled.size(1)))});
    if (i % kKeptBack == kKeptBack - 1 || clips.size() < kKeptBack) {
      kept.push_back(clips[i]);
      kept_labels.push_back(labels[i]);
      if (clips.size() >= kKeptBack) continue;
    }
    onset_clips.push_back({input, onset_target(*labels[i], clips[i].clock, clips[i].frames)});
  }
  const auto caller = std::this_thread::get_id();
  const auto say = [&](double fraction) {
    if (report && std::this_thread::get_id() == caller) report(fraction);
  };
  in_parallel(2, [&](int job) {
    if (job == 0)
      p.chords.fit(
          chord_clips,
          p.fit_options(p.options.chord_steps, p.hop_seconds * p.pool, kChordExcerptSeconds), say);
    else
      p.onsets.fit(onset_clips,
                   p.fit_options(p.options.onset_steps, p.hop_seconds, kExcerptSeconds), say);
  });
  p.choose_thresholds(kept, kept_labels);
}

Transcription Transcriber::read(const Sequence& clip) const {
  const Parts& p = *parts_;
  const torch::Tensor input = p.input(clip);
  Transcription reading;
  const torch::Tensor best = p.chords.read(pool_frames(input, p.pool)).argmax(0).contiguous();
  reading.chords.assign(best.data_ptr<int64_t>(), best.data_ptr<int64_t>() + best.numel());
  const torch::Tensor probabilities = p.onsets.read(input);
  for (int track = 0; track < kTracks; ++track)
    reading.onsets[track] =
        measures::pick_peaks(curve_of(probabilities, track), clip.clock, p.thresholds[track]);
  return reading;
}

bool Transcriber::load(const std::filesystem::path& path, const std::string& key) {
  if (!std::filesystem::exists(path)) return false;
  try {
    const auto file = modelfile::read_safetensors(path);
    const auto about = nlohmann::json::parse(file.metadata.at(kMetadataKey));
    if (about.at("key") != key) return false;
    std::map<std::string, torch::Tensor> chords, onsets;
    for (const auto& [name, tensor] : file.tensors)
      (name.starts_with("chords.") ? chords : onsets)[name.substr(name.find('.') + 1)] =
          networks::to_torch(tensor);
    const auto thresholds = about.at("thresholds").get<std::array<double, kTracks>>();
    if (!parts_->chords.restore(chords) || !parts_->onsets.restore(onsets)) return false;
    parts_->thresholds = thresholds;
    return true;
  } catch (const std::exception&) {
    return false;  // a damaged file in the cache is overwritten
  }
}

void Transcriber::save(const std::filesystem::path& path, const std::string& key) const {
  modelfile::TensorFile file;
  file.metadata[kMetadataKey] =
      nlohmann::json{{"key", key}, {"thresholds", parts_->thresholds}}.dump();
  for (const auto& [name, tensor] : parts_->chords.tensors())
    file.tensors["chords." + name] = networks::from_torch(tensor);
  for (const auto& [name, tensor] : parts_->onsets.tensors())
    file.tensors["onsets." + name] = networks::from_torch(tensor);
  modelfile::write_safetensors(path, file);
}

}  // namespace hemiola::evaluation
