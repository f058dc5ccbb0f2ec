// Example spectrograms of a model in training, to look at.
#pragma once

#include <filesystem>

#include "model/model.h"
#include "training/examples.h"

namespace hemiola::training {

// Of a few examples that no step sees: the original, decoded, rotated up a fourth, and with the
// rhythm of the next example.
void draw_previews(const model::Model& model, const Dataset& dataset, const ExampleOptions& options,
                   const std::filesystem::path& path);

}  // namespace hemiola::training
