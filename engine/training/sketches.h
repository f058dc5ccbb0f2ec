// Example spectrograms of a model in training, to look at.
#pragma once

#include <filesystem>

#include "model/model.h"
#include "training/examples.h"

namespace hemiola::training {

// Of a few examples that no step sees: the original, decoded, rotated up a fourth, and with the
// rhythm of the next example.
void draw_sketches(const model::Model& model, const Material& material,
                   const ExampleOptions& options, const std::filesystem::path& path);

}  // namespace hemiola::training
