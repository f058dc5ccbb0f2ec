// The second stage: a trained model learns to sound, on the same folder of music.
#pragma once

#include <optional>

#include "training/trainer.h"

namespace hemiola::training {

struct SoundOptions {
  std::vector<std::filesystem::path> audio;  // folders of sound files
  std::vector<double> shares;                // of each of them; none: all files alike
  std::filesystem::path run;                 // where checkpoints, log and curves lie: RUN/sound
  bool resume = false;
  double frames = 1e6;
  int batch = 8;
  int width = model::kUsualSoundWidth;  // of a network that begins from nothing
  double learning_rate = 1e-3;
  std::uint64_t seed = 1;
  double save_seconds = 120;
  int threads = 0;  // 0: all cores
};

struct SoundProgress {
  long step = 0, steps = 0;
  double loss = 0, distance_db = 0, convergence = 0, bands_nats = 0;  // since the last report
  double frames_per_second = 0, seconds_left = 0;
};

struct SoundListener {
  std::function<void(const SoundProgress&)> report;  // about every two seconds
  std::function<void(const std::string&)> say;
  // log.csv in this folder (RUN/sound) has new lines.
  std::function<void(const std::filesystem::path& folder, double frames_per_step)> draw = {};
};

struct SoundResult {
  bool finished = false;
  double frames = 0;  // trained on in all
  SoundProgress last;
};

// The steps that each stage has done, where it has a checkpoint.
struct RunState {
  std::optional<long> music, sound;
};
RunState state_of_run(const std::filesystem::path& run);
// Drops the checkpoints of both stages; the prepared music stays.
void forget_run(const std::filesystem::path& run);
bool has_sound_checkpoint(const std::filesystem::path& run);

// Gives the model a way to sound, or teaches the one that it has some more. Interruption and errors
// as in train().
SoundResult train_sound(std::shared_ptr<model::Model>& model, const SoundOptions& options,
                        const SoundListener& listener, const std::atomic<bool>* stop = nullptr);

}  // namespace hemiola::training
