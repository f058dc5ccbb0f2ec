// Where a run stands, on disk: the model, the optimiser's memory and the step, all or nothing.
#include "training/checkpoint.h"

#include <fstream>
#include <stdexcept>

namespace hemiola::training {
namespace {

namespace fs = std::filesystem;
fs::path place(const fs::path& run) { return run / "checkpoint"; }

}  // namespace

void save_checkpoint(const fs::path& run, const model::Model& model,
                     torch::optim::Optimizer& optimizer, long step) {
  const fs::path fresh = run / "checkpoint.partial", old = run / "checkpoint.old";
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
  fs::remove_all(old);
  if (fs::exists(place(run))) fs::rename(place(run), old);
  fs::rename(fresh, place(run));
  fs::remove_all(old);
}

bool has_checkpoint(const fs::path& run) { return fs::exists(place(run) / "step"); }

std::shared_ptr<model::Model> load_checkpoint_model(const fs::path& run,
                                                    const std::string& device) {
  return model::Model::load(place(run) / "model.safetensors", device);
}

long load_checkpoint(const fs::path& run, torch::optim::Optimizer& optimizer) {
  long step = -1;
  std::ifstream(place(run) / "step") >> step;
  if (step < 0)
    throw std::runtime_error((place(run) / "step").string() +
                             ": holds no step number; delete the folder and train anew");
  try {
    torch::load(optimizer, (place(run) / "optimizer.pt").string());
  } catch (const std::exception&) {
    throw std::runtime_error(place(run).string() +
                             "/optimizer.pt: cannot be read back; "
                             "delete the folder and train anew");
  }
  return step;
}

}  // namespace hemiola::training
