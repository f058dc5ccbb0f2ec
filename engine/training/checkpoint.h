// Checkpoints of a run on disk: model, optimizer state and step, written atomically.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "model/model.h"

namespace hemiola::training {

// Writes RUN/checkpoint under another name, flushes it to disk, then renames it. If interrupted at
// any moment, this checkpoint or the previous one remains. add_more: writes other files into the
// folder that it gets. Throws std::runtime_error.
void save_checkpoint(const std::filesystem::path& run, const model::Model& model,
                     torch::optim::Optimizer& optimizer, long step,
                     const std::function<void(const std::filesystem::path& folder)>& add_more = {});
// A file that add_more wrote; empty if the checkpoint has none of this name.
std::filesystem::path checkpoint_file(const std::filesystem::path& run, const std::string& name);
bool has_checkpoint(const std::filesystem::path& run);
// Number of steps done; empty if there is no checkpoint.
std::optional<long> checkpoint_step(const std::filesystem::path& run);
void remove_checkpoint(const std::filesystem::path& run);
std::shared_ptr<model::Model> load_checkpoint_model(const std::filesystem::path& run,
                                                    const std::string& device);
// Restores the optimizer's state and returns the number of steps done. Throws std::runtime_error.
long load_checkpoint(const std::filesystem::path& run, torch::optim::Optimizer& optimizer);

}  // namespace hemiola::training
