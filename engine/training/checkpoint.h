// Where a run stands, on disk: the model, the optimiser's memory and the step, all or nothing.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <optional>

#include "model/model.h"

namespace hemiola::training {

// A folder that appears whole: written beside, flushed to the disk, then renamed. Whatever moment
// it is stopped at, this checkpoint or the one before it is found.
void save_checkpoint(const std::filesystem::path& run, const model::Model& model,
                     torch::optim::Optimizer& optimizer, long step);
bool has_checkpoint(const std::filesystem::path& run);
// The steps that it has done; none where there is no checkpoint.
std::optional<long> checkpoint_step(const std::filesystem::path& run);
void remove_checkpoint(const std::filesystem::path& run);
std::shared_ptr<model::Model> load_checkpoint_model(const std::filesystem::path& run,
                                                    const std::string& device);
// Fills the optimiser's memory; gives the number of steps done.
long load_checkpoint(const std::filesystem::path& run, torch::optim::Optimizer& optimizer);

}  // namespace hemiola::training
