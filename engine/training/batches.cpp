// Batches of training examples, made ahead of their use by other threads, always the same ones.
#include "training/batches.h"

#include <algorithm>

namespace hemiola::training {

Batch make_batch(const ExampleMaker& examples, std::uint64_t first, int items) {
  const int64_t frames = examples.frames(), bands = examples.bands();
  Batch batch{torch::empty({items, frames, bands}), torch::empty({items, frames, bands}), {}};
  for (int i = 0; i < items; ++i) {
    const Example example = examples.make(first + static_cast<std::uint64_t>(i));
    std::copy(example.shifted.begin(), example.shifted.end(), batch.shifted[i].data_ptr<float>());
    std::copy(example.original.begin(), example.original.end(),
              batch.original[i].data_ptr<float>());
    batch.shift_semitones.push_back(example.shift_semitones);
  }
  return batch;
}

BatchQueue::BatchQueue(const ExampleMaker& examples, int items, std::uint64_t first_step, int ahead)
    : examples_(examples),
      items_(items),
      ahead_(ahead),
      step_(first_step),
      coming_(first_step / (kRound * kUses) * kRound) {
  fill();
  // A run resumed in the middle of a round needs what the round has shown already.
  const std::uint64_t shown = std::min(first_step % (kRound * kUses), kRound);
  while (kept_.size() < shown) keep();
}

BatchQueue::~BatchQueue() {
  for (auto& future : queue_) future.wait();
}

void BatchQueue::fill() {
  while (static_cast<int>(queue_.size()) < ahead_) {
    const std::uint64_t first = coming_++ * static_cast<std::uint64_t>(items_);
    queue_.push_back(std::async(std::launch::async,
                                [this, first] { return make_batch(examples_, first, items_); }));
  }
}

const Batch& BatchQueue::keep() {
  kept_.push_back(queue_.front().get());
  queue_.pop_front();
  fill();
  return kept_.back();
}

const Batch& BatchQueue::next() {
  const std::uint64_t within = step_++ % (kRound * kUses);
  if (within == 0) kept_.clear();
  return within < kRound ? keep() : kept_[within % kRound];
}

}  // namespace hemiola::training
