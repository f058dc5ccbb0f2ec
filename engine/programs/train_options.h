// What hemiola train is told on its command line.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "programs/fit_notes.h"
#include "training/sound_trainer.h"

namespace hemiola::programs {

struct TrainArguments {
  NotesOptions notes;
  training::TrainOptions options;
  training::SoundOptions sound;
  // Music beside an album, so that the rest is not forgotten.
  double practice_share = 0.3, practice_minutes = 30;
  std::string preset = "pitch";
  bool published_method = false, own_method = false, no_hold = false, move_percussion = false,
       sound_only = false, notes_only = false, restart = false, json = false;
};

// The arguments must live as long as the command.
void add_train_options(CLI::App& command, TrainArguments& arguments);

}  // namespace hemiola::programs
