// Tells a worker that the server has gone, and ends it if it does not end by itself.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace hemiola::worker {

// The other end of this pipe belongs to the server: it closes with the server, however that ends.
class Lifeline {
 public:
  // end_hard: called so long after the pipe was closed, from a thread of its own, if this
  // object still exists: a model may have hung. file: -1: never cut.
  Lifeline(int file, std::function<void()> end_hard,
           std::chrono::milliseconds grace = std::chrono::milliseconds(500));
  ~Lifeline();
  Lifeline(const Lifeline&) = delete;
  Lifeline& operator=(const Lifeline&) = delete;

  bool cut() const noexcept { return cut_.load(std::memory_order_relaxed); }

 private:
  void watch(int file, const std::function<void()>& end_hard, std::chrono::milliseconds grace);

  std::atomic<bool> cut_{false};
  int done_[2] = {-1, -1};  // a pipe that is closed to end the thread
  std::thread thread_;
};

}  // namespace hemiola::worker
