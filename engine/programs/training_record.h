// What a model file says of its own making.
#pragma once

#include "training/trainer.h"

namespace hemiola::programs {

// Saves the model to options.out with its training record in the header.
void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds);

}  // namespace hemiola::programs
