// Training on several machines or processors at once: ranks that share each batch.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace hemiola::training {

// What a launcher (torchrun, Slurm, Open MPI) tells each of its processes.
struct RankPlace {
  int rank = 0, ranks = 1;
  int local_rank = 0;   // among those of this machine
  std::string address;  // of rank 0
  int port = 0;
};
// From RANK, WORLD_SIZE, LOCAL_RANK (torchrun), SLURM_PROCID, SLURM_STEP_NUM_TASKS, SLURM_LOCALID
// or OMPI_COMM_WORLD_RANK and the like; MASTER_ADDR, MASTER_PORT. Empty if there is one rank alone.
// Throws std::runtime_error if a variable is missing or no number.
std::optional<RankPlace> rank_place();

// The part of a batch that this rank computes.
struct Share {
  int first = 0, items = 0, all = 0;
};

// All ranks call its functions in the same order. Each throws std::runtime_error in words if
// another rank has ended. One rank alone needs no network.
class Ranks {
 public:
  // Connects with the others, Gloo on CPUs and NCCL on GPUs. Waits for all; throws
  // std::runtime_error if they don't come, or if this program was built without c10d.
  // device: "auto", "cpu" or "cuda"; each rank of a machine takes a GPU of its own.
  Ranks(const std::optional<RankPlace>& place, const std::string& device);
  ~Ranks();

  bool first() const noexcept { return rank_ == 0; }
  int count() const noexcept { return ranks_; }
  // Throws std::runtime_error if a batch can't be shared: each rank needs an even number of items.
  Share share_of(int batch) const;

  // Waits until rank 0 has got here too, which may take hours: it makes the music ready. False if
  // stop was set meanwhile.
  bool wait_for_first(const std::atomic<bool>* stop = nullptr);
  // All get the tensors of rank 0.
  void copy_from_first(const std::vector<at::Tensor>& tensors);
  // Replaces gradients by their mean over all ranks; undefined ones count as zeros. True if any
  // rank wants to stop.
  bool average_gradients(const std::vector<at::Tensor>& parameters, bool stop);
  // Replaces values, where the gradients are, by their mean over all ranks.
  void average(at::Tensor& values);
  // In words, how long these exchanges took: at best, and in the mean, which holds the wait for the
  // slowest rank.
  std::string exchange_in_words() const;

 private:
  struct Group;
  int rank_ = 0, ranks_ = 1;
  int waits_ = 0;
  long exchanges_ = 0;
  double exchange_ms_ = 0, best_exchange_ms_ = 0;
  std::unique_ptr<Group> group_;
};

}  // namespace hemiola::training
