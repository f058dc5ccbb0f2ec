// Example spectrograms of a model during training.
#pragma once

#include <vector>

#include "networks/nets.h"
#include "training/examples.h"
#include "training/trainer.h"

namespace hemiola::training {

// Of a few examples that are never trained on, kPreviewColumns each: original, decoded, rotated up
// by a fourth, and with the rhythm of the next example.
std::vector<Preview> make_previews(const networks::Nets& nets, const Dataset& dataset,
                                   const ExampleOptions& options);

}  // namespace hemiola::training
