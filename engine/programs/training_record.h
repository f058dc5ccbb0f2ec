// What a model file says of its own making.
#pragma once

#include "training/sound_trainer.h"

namespace hemiola::programs {

// Saves the model to options.out with its training record in the header.
void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds);

// Saves a model that has learned to sound: the record that it had, and what was done since.
void save_with_sound_record(const model::Model& model, const std::filesystem::path& out,
                            const std::string& record, const training::SoundOptions& options,
                            const training::SoundResult& result, double seconds);

}  // namespace hemiola::programs
