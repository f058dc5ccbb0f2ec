// Threads take tasks from a counter; the calling thread waits for finished ones.
#include "base/parallel_tasks.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hemiola::base {
namespace {

class Tasks {
 public:
  Tasks(int tasks, int threads, const std::function<void(int thread, int task)>& work)
      : tasks_(tasks) {
    for (int thread = 0; thread < threads; ++thread) {
      threads_.emplace_back([this, thread, &work] { run(thread, work); });
    }
  }
  ~Tasks() { next_ = tasks_; }  // declared last, threads_ is destroyed (joined) first

  // Waits until more than `before` tasks are done; returns their number. Rethrows exceptions.
  int wait_for_more_than(int before) {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [&] { return done_ > before || problem_; });
    if (problem_) std::rethrow_exception(problem_);
    return done_;
  }

 private:
  void run(int thread, const std::function<void(int thread, int task)>& work) {
    for (int task = next_++; task < tasks_; task = next_++) {
      std::exception_ptr problem;
      try {
        work(thread, task);
      } catch (...) {
        problem = std::current_exception();
        next_ = tasks_;
      }
      const std::lock_guard lock(mutex_);
      if (!problem) ++done_;
      if (problem && !problem_) problem_ = problem;
      news_.notify_one();
    }
  }

  const int tasks_;
  std::atomic<int> next_{0};
  std::mutex mutex_;
  std::condition_variable news_;
  int done_ = 0;                // under mutex_
  std::exception_ptr problem_;  // under mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace

void run_tasks(int tasks, int threads, const std::function<void(int thread, int task)>& work,
               const std::function<void(int done)>& finished) {
  Tasks started(tasks, threads, work);
  for (int told = 0; told < tasks;) {
    const int done = started.wait_for_more_than(told);
    while (told < done) finished(++told);
  }
}

int thread_count(int tasks, int wanted) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(wanted > 0 ? wanted : cores, 1, std::max(1, tasks));
}

}  // namespace hemiola::base
