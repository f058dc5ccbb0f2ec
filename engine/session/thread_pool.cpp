// Threads that divide the voices of a frame.
#include "session/thread_pool.h"

#include <utility>

namespace hemiola::session {

ThreadPool::ThreadPool(int threads) {
  for (int part = 1; part < threads; ++part) {
    Helper& helper = *helpers_.emplace_back(std::make_unique<Helper>());
    helper.thread = std::thread([this, &helper, part] { serve(helper, part); });
  }
}

ThreadPool::~ThreadPool() {
  leave_ = true;
  for (auto& helper : helpers_) {
    ++helper->asked;
    helper->asked.notify_one();
    helper->thread.join();
  }
}

void ThreadPool::serve(Helper& helper, int part) {
  for (std::uint32_t served = 0;;) {
    helper.asked.wait(served);
    ++served;
    if (leave_) return;
    try {
      (*work_)(part);
    } catch (...) {
      helper.error = std::current_exception();
    }
    helper.done = served;
    helper.done.notify_one();
  }
}

void ThreadPool::run(int parts, const std::function<void(int)>& work) {
  const auto called = static_cast<std::size_t>(parts - 1);
  work_ = &work;
  for (std::size_t i = 0; i < called; ++i) {
    ++helpers_[i]->asked;
    helpers_[i]->asked.notify_one();
  }
  std::exception_ptr error;
  try {
    work(0);
  } catch (...) {
    error = std::current_exception();
  }
  for (std::size_t i = 0; i < called; ++i) {
    Helper& helper = *helpers_[i];
    for (std::uint32_t done; (done = helper.done) != helper.asked;) helper.done.wait(done);
    if (helper.error) error = std::exchange(helper.error, nullptr);
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace hemiola::session
