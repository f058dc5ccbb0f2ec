// Checkpoints of a run on disk: model, optimizer state and step, written atomically.
#include "training/checkpoint.h"

#include <fstream>
#include <stdexcept>

#include "platform/durable.h"

namespace hemiola::training {
namespace {

namespace fs = std::filesystem;
using platform::flush_to_disk;

fs::path current(const fs::path& run) { return run / "checkpoint"; }
fs::path previous(const fs::path& run) { return run / "checkpoint.old"; }

// If a save was interrupted between its two renames, restores the previous checkpoint.
void recover(const fs::path& run) {
  if (!fs::exists(current(run) / "step") && fs::exists(previous(run) / "step")) {
    fs::remove_all(current(run));
    platform::rename_for_good(previous(run), current(run));
  }
}

}  // namespace

void save_checkpoint(const fs::path& run, const model::Model& model,
                     torch::optim::Optimizer& optimizer, long step,
                     const std::function<void(const fs::path& folder)>& add_more) {
  const fs::path fresh = run / "checkpoint.partial";
  fs::remove_all(fresh);
  fs::create_directories(fresh);
  model.save(fresh / "model.safetensors");
  try {
    torch::save(optimizer, (fresh / "optimizer.pt").string());
  } catch (const c10::Error&) {
    throw std::runtime_error(fresh.string() + ": can't be written; is the disk full?");
  }
  std::ofstream step_file(fresh / "step");
  step_file << step << "\n";
  step_file.close();
  if (!step_file)
    throw std::runtime_error(fresh.string() + ": can't be written; is the disk full?");
  if (add_more) add_more(fresh);
  for (const auto& file : fs::directory_iterator(fresh)) flush_to_disk(file.path());
  flush_to_disk(fresh);
  // At any moment, one of the two names holds a complete checkpoint.
  recover(run);
  fs::remove_all(previous(run));
  if (fs::exists(current(run))) platform::rename_for_good(current(run), previous(run));
  platform::rename_for_good(fresh, current(run));
  fs::remove_all(previous(run));
}

fs::path checkpoint_file(const fs::path& run, const std::string& name) {
  recover(run);
  const fs::path file = current(run) / name;
  return fs::exists(file) ? file : fs::path();
}

std::optional<long> checkpoint_step(const fs::path& run) {
  recover(run);
  long step = -1;
  std::ifstream(current(run) / "step") >> step;
  if (step >= 0) return step;
  return {};
}

bool has_checkpoint(const fs::path& run) {
  recover(run);
  return fs::exists(current(run) / "step");
}

void remove_checkpoint(const fs::path& run) {
  fs::remove_all(previous(run));
  fs::remove_all(current(run));
}

std::shared_ptr<model::Model> load_checkpoint_model(const fs::path& run,
                                                    const std::string& device) {
  recover(run);
  return model::Model::load(current(run) / "model.safetensors", device);
}

long load_checkpoint(const fs::path& run, torch::optim::Optimizer& optimizer) {
  const std::optional<long> step = checkpoint_step(run);
  if (!step)
    throw std::runtime_error((current(run) / "step").string() +
                             ": holds no step number; begin again with --restart");
  try {
    torch::load(optimizer, (current(run) / "optimizer.pt").string());
  } catch (const std::exception&) {
    throw std::runtime_error(current(run).string() +
                             "/optimizer.pt: cannot be read back; begin again with --restart");
  }
  return *step;
}

}  // namespace hemiola::training
