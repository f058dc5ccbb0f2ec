// Batches of training examples, made ahead of their use by other threads, always the same ones.
#pragma once

#include <torch/torch.h>

#include <deque>
#include <future>
#include <vector>

#include "training/examples.h"

namespace hemiola::training {

struct Batch {
  torch::Tensor shifted, original;  // [items][frames][bands]
  std::vector<double> shift_semitones;
};

Batch make_batch(const ExampleMaker& examples, std::uint64_t first, int items);

// Batch k holds the examples [k items, (k + 1) items). Shifting pitch costs as much as a step of
// training, so each round of kRound batches is used kUses times, with fresh noise and holds.
class BatchQueue {
 public:
  static constexpr std::uint64_t kRound = 8, kUses = 2;

  BatchQueue(const ExampleMaker& examples, int items, std::uint64_t first_step, int ahead = 3);
  ~BatchQueue();
  // The batch of the next step. Blocks until it is made; passes on what its making threw.
  const Batch& next();

 private:
  void fill();
  const Batch& keep();
  const ExampleMaker& examples_;
  int items_, ahead_;
  std::uint64_t step_, coming_;
  std::deque<std::future<Batch>> queue_;
  std::vector<Batch> kept_;  // of this round
};

}  // namespace hemiola::training
