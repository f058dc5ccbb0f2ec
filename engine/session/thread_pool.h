// Threads that divide the voices of a frame.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace hemiola::session {

// Threads sleep between calls. For one calling thread at a time.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);  // including the caller's: 1 creates none
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const noexcept { return static_cast<int>(helpers_.size()) + 1; }
  // Runs work(0) to work(parts - 1), each in its own thread, the first in the caller's; returns
  // when all are done. parts: 1 to size(). Rethrows an exception of one of them, once all are done.
  void run(int parts, const std::function<void(int part)>& work);

 private:
  struct Helper {
    std::atomic<std::uint32_t> asked{0}, done{0};
    std::exception_ptr error;
    std::thread thread;
  };
  void serve(Helper& helper, int part);

  std::vector<std::unique_ptr<Helper>> helpers_;
  const std::function<void(int)>* work_ = nullptr;
  std::atomic<bool> leave_{false};
};

}  // namespace hemiola::session
