// Batches of training examples in a fixed order, made in advance by other threads.
#pragma once

#include <deque>
#include <future>

#include "training/examples.h"

namespace hemiola::training {

// Batch k holds examples [k items, (k + 1) items).
class BatchQueue {
 public:
  BatchQueue(const Dataset& dataset, const ExampleOptions& options, int items,
             std::uint64_t first_batch, int ahead = 2);
  ~BatchQueue();
  // Blocks until the next batch is made.
  Batch next();

 private:
  void fill();
  const Dataset& dataset_;
  ExampleOptions options_;
  int items_, ahead_;
  std::uint64_t coming_;
  std::deque<std::future<Batch>> queue_;
};

}  // namespace hemiola::training
