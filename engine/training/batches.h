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

// Batch k holds the examples [k items, (k + 1) items).
class BatchQueue {
 public:
  BatchQueue(const ExampleMaker& examples, int items, std::uint64_t first_batch, int ahead = 3);
  ~BatchQueue();
  Batch next();  // blocks until it is made; passes on what its making threw

 private:
  void fill();
  const ExampleMaker& examples_;
  int items_, ahead_;
  std::uint64_t coming_;
  std::deque<std::future<Batch>> queue_;
};

}  // namespace hemiola::training
