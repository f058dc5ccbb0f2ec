// What a training run leaves to look at: its logs as curves, and example spectrograms.
#pragma once

#include <filesystem>
#include <vector>

#include "features/geometry.h"
#include "training/trainer.h"

namespace hemiola::programs {

// RUN/curves.png from RUN/log.csv and RUN/health.csv. Throws std::runtime_error: path, reason.
void draw_training_curves(const std::filesystem::path& run);
// RUN/sound/curves.png from RUN/sound/log.csv, in the same way. folder: RUN/sound.
void draw_sound_curves(const std::filesystem::path& folder, double frames_per_step);
// RUN/examples.png. Throws std::runtime_error: path, reason.
void draw_previews(const std::filesystem::path& run, const std::vector<training::Preview>& previews,
                   const features::Geometry& geometry);

}  // namespace hemiola::programs
