// The training record in a model file.
#pragma once

#include "training/sound_trainer.h"

namespace hemiola::programs {

// Saves the model to options.out with its training record in the header.
void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds);

// Saves a model with a trained sound: its previous record plus the record of that training.
void save_with_sound_record(const model::Model& model, const std::filesystem::path& out,
                            const std::string& record, const training::SoundOptions& options,
                            const training::SoundResult& result, double seconds);

}  // namespace hemiola::programs
