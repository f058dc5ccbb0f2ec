// Trains a model on folders of music: steps, schedule, checkpoints, log.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/model.h"
#include "modelfile/ranges.h"
#include "training/options.h"
#include "training/ranks.h"

namespace hemiola::training {

struct TrainOptions {
  std::vector<std::filesystem::path> audio;  // folders of sound files, searched recursively
  std::vector<double> shares;                // per folder among the examples; empty: equal chances
  std::filesystem::path out;                 // the model file; its run folder is OUT.run
  std::filesystem::path features;  // folder of the prepared music; empty: OUT.run/features
  std::filesystem::path from;      // a model to start from; empty: a new one
  // Share of the weights of `from` in the result: at the end they are averaged with those that were
  // learned, which keeps more of what the model could do (Wortsman et al., "Robust fine-tuning of
  // zero-shot models", 2022).
  double keep = 0;
  modelfile::Preset preset = modelfile::Preset::pitch;
  // Channels of the pitch network's encoder and decoder; 0: the default, or those of `from`. A
  // model to start from is widened to this; at first its output stays the same.
  int width = 0, decoder_width = 0;
  std::string device = "auto";
  bool resume = false;
  double frames = 3e6;  // to train on in total
  int batch = 8;        // excerpts per step
  ExampleOptions examples;
  double max_minutes = kAllMinutes;  // per folder, taken evenly from it
  int keys = 3;                      // additional keys of a piece without twins
  double largest_shift_semitones = 7;
  LossWeights weights;
  double learning_rate = 1.2e-3;
  double save_seconds = 120;
  int threads = 0;  // 0: all cores
};

struct Progress {
  long step = 0, steps = 0;
  double loss = 0, error_nats = 0, harmony_kl = 0, rhythm_kl = 0;  // means since the last report
  double drums_in_harmony = 0, smoothness = 0;
  double frames_per_second = 0, seconds_left = 0;
};

struct TrainResult {
  bool finished = false;  // false: stopped on request; --resume continues
  Progress last;
  double first_loss = 0;
  double frames = 0;  // trained on in total
  double music_seconds = 0;
  std::size_t skipped = 0;         // files
  double keys = 0;                 // additional keys per piece, on average
  modelfile::LatentRanges ranges;  // of the finished model's latents
  std::shared_ptr<model::Model> model;
};

// A spectrogram to look at.
struct Preview {
  std::string name;
  std::vector<float> log_bands;  // [frames][bands]
};
constexpr int kPreviewColumns = 4;  // per example

struct TrainListener {
  std::function<void(const Progress&)> report;                  // about every two seconds
  std::function<void(const std::string&)> log;                  // messages in words
  std::function<void(int done, int total)> show_preparing;      // progress of preparing music
  std::function<void(int done, int total)> show_scanning = {};  // progress of scanning files
  // The run folder's log.csv and health.csv have new lines; previews of the model as it is now.
  std::function<void(const std::filesystem::path& run, const std::vector<Preview>& previews,
                     const features::Geometry& geometry)>
      draw = {};
};

// stop may be set from a signal handler: the current step ends, then a checkpoint is written.
// ranks: if there are several, each takes its share of the batches; the first alone writes, reports
// and returns the model. Throws std::runtime_error (path, reason, remedy).
TrainResult train(const TrainOptions& options, const TrainListener& listener,
                  const std::atomic<bool>* stop = nullptr, Ranks* ranks = nullptr);

}  // namespace hemiola::training
