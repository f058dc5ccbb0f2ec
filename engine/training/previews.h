// Example spectrograms of a model during training.
#pragma once

#include <filesystem>

#include "model/model.h"
#include "training/examples.h"

namespace hemiola::training {

// Draws a few examples that are never trained on: original, decoded, rotated up by a fourth, and
// with the rhythm of the next example. Throws std::runtime_error: path, reason.
void draw_previews(const model::Model& model, const Dataset& dataset, const ExampleOptions& options,
                   const std::filesystem::path& path);

}  // namespace hemiola::training
