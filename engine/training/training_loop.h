// Shared by both stages of training: the loop with its reports, checkpoints and stop, and a queue
// of batches that are prepared in advance.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <string>
#include <utility>

namespace hemiola::training {

// Of the steps since the last report.
struct Pace {
  double frames_per_second = 0, seconds_left = 0;
};

class TrainingLoop {
 public:
  struct Stage {
    std::function<void()> step;
    std::function<void(const Pace&)> report;  // about every two seconds
    std::function<void()> save;               // every save_seconds; may throw
    std::function<void(const std::string& sentence)> log;
  };

  // frames: to train on in all; first_step: of a run that is resumed.
  TrainingLoop(double frames, double frames_per_step, long first_step);

  long step() const { return step_; }
  long steps() const { return steps_; }
  double frames() const { return static_cast<double>(step_) * frames_per_step_; }
  double share_done() const { return static_cast<double>(step_) / static_cast<double>(steps_); }
  bool finished() const { return step_ >= steps_; }

  // Runs until the last step or until stop is set; the step in progress is finished. If save throws
  // (disk full), that is reported and training continues. The caller saves after the last step.
  void run(const Stage& stage, double save_seconds, const std::atomic<bool>* stop);

 private:
  double frames_per_step_;
  long step_, steps_;
};

// Factor of the learning rate at the beginning: rises to 1 over these steps.
double warm_up(long step, long warm_up_steps);

// Results of make(k) for k = first, first + 1, ... in order. Up to `ahead` of them are computed in
// other threads before they are needed.
template <typename Batch>
class BatchQueue {
 public:
  BatchQueue(std::function<Batch(std::uint64_t)> make, std::uint64_t first, int ahead)
      : make_(std::move(make)), coming_(first), ahead_(ahead) {
    fill();
  }
  ~BatchQueue() {
    for (auto& future : queue_) future.wait();
  }
  BatchQueue(const BatchQueue&) = delete;
  BatchQueue& operator=(const BatchQueue&) = delete;

  // Waits for the next batch; throws what make threw.
  Batch next() {
    Batch batch = queue_.front().get();
    queue_.pop_front();
    fill();
    return batch;
  }

 private:
  void fill() {
    while (static_cast<int>(queue_.size()) < ahead_)
      queue_.push_back(std::async(std::launch::async, make_, coming_++));
  }

  std::function<Batch(std::uint64_t)> make_;
  std::uint64_t coming_;
  int ahead_;
  std::deque<std::future<Batch>> queue_;
};

}  // namespace hemiola::training
