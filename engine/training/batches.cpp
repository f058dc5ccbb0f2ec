// Batches of training examples in a fixed order, made in advance by other threads.
#include "training/batches.h"

namespace hemiola::training {

BatchQueue::BatchQueue(const Dataset& dataset, const ExampleOptions& options, int items,
                       std::uint64_t first_batch, int ahead)
    : dataset_(dataset), options_(options), items_(items), ahead_(ahead), coming_(first_batch) {
  fill();
}

BatchQueue::~BatchQueue() {
  for (auto& future : queue_) future.wait();
}

void BatchQueue::fill() {
  while (static_cast<int>(queue_.size()) < ahead_) {
    const std::uint64_t first = coming_++ * static_cast<std::uint64_t>(items_);
    queue_.push_back(std::async(std::launch::async, [this, first] {
      return make_batch(dataset_, options_, first, items_);
    }));
  }
}

Batch BatchQueue::next() {
  Batch batch = queue_.front().get();
  queue_.pop_front();
  fill();
  return batch;
}

}  // namespace hemiola::training
