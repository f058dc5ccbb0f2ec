// Threads that share the voices of a frame.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace hemiola::session {

// They sleep between frames. One thread at a time may call.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);  // the caller's included: 1 makes none
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const noexcept { return static_cast<int>(helpers_.size()) + 1; }
  // work(0) to work(parts - 1), each in another thread, the first in the caller's; returns when all
  // are done. parts: 1 to size(). Throws what one of them threw, once all are done.
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
