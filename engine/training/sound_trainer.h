// Second training stage: the sound network of a trained model, on the same music.
#pragma once

#include <optional>

#include "training/adversary_options.h"
#include "training/trainer.h"

namespace hemiola::training {

struct SoundOptions {
  std::vector<std::filesystem::path> audio;  // folders of sound files
  std::vector<double> shares;                // per folder; empty: equal chances for all files
  std::filesystem::path run;                 // checkpoints, log and curves are in RUN/sound
  bool resume = false;
  double frames = 1e6;
  double adversarial = 0;  // share of the frames, the last, in which discriminators judge, too
  AdversaryOptions adversary;
  int batch = 8;
  int width = modelfile::kUsualSoundWidth;  // of a new network
  double window_seconds = 0;                // of its frames; 0: as before, or the usual one
  double learning_rate = 1e-3;
  std::uint64_t seed = 1;
  double save_seconds = 120;
  int threads = 0;  // 0: all cores
};

struct SoundProgress {
  long step = 0, steps = 0;
  double loss = 0, distance_db = 0, convergence = 0, bands_nats = 0;  // since the last report
  std::optional<AdversaryFigures> adversary;                          // if discriminators judge
  double frames_per_second = 0, seconds_left = 0;
};

struct SoundListener {
  std::function<void(const SoundProgress&)> report;  // about every two seconds
  std::function<void(const std::string&)> log;
  // log.csv in this folder (RUN/sound) has new lines, and adversary.csv, if discriminators judge.
  std::function<void(const std::filesystem::path& folder, double frames_per_step)> draw = {};
};

struct SoundResult {
  bool finished = false;
  double frames = 0;  // trained on in total
  SoundProgress last;
};

// Number of steps done by each stage that has a checkpoint.
struct RunState {
  std::optional<long> music, sound;
};
RunState state_of_run(const std::filesystem::path& run);
// Removes the checkpoints of both stages; keeps the prepared music.
void forget_run(const std::filesystem::path& run);

// Adds a sound network to the model, or trains its existing one. Interruption, ranks, errors: see
// train().
SoundResult train_sound(std::shared_ptr<model::Model>& model, const SoundOptions& options,
                        const SoundListener& listener, const std::atomic<bool>* stop = nullptr,
                        Ranks* ranks = nullptr);

}  // namespace hemiola::training
