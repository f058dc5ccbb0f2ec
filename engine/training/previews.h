// Example spectrograms of a model in training.
#pragma once

#include <vector>

#include "model/model.h"
#include "training/examples.h"
#include "training/trainer.h"

namespace hemiola::training {

// Of a few examples that no step sees, kPreviewColumns each: the original, decoded, rotated up a
// fourth, and with the rhythm of the next example.
std::vector<Preview> make_previews(const model::Model& model, const Dataset& dataset,
                                   const ExampleOptions& options);

}  // namespace hemiola::training
