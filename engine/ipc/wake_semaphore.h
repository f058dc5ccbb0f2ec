// Wakes the other process: a semaphore that one side posts and the other waits for.
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <chrono>

namespace hemiola::ipc {

using WakeSemaphore = boost::interprocess::interprocess_semaphore;

// [audio thread] Wait-free: sem_post, a system call only if a thread sleeps on it (then 2.7 us).
inline void post_wake(WakeSemaphore& wake) noexcept {
  try {
    wake.post();
  } catch (...) {
    // The semaphore is at its maximum after months without a waiter: it needs no further post.
  }
}

// [not the audio thread] Sleeps until a post or for at_most; true if there was a post. Several
// posts count as one. If there already is one, no clock is read.
inline bool wait_for_wake(WakeSemaphore& wake, std::chrono::microseconds at_most) noexcept {
  namespace pt = boost::posix_time;
  bool woken = false;
  try {
    woken = wake.try_wait();
    if (!woken && at_most.count() > 0)
      woken =
          wake.timed_wait(pt::microsec_clock::universal_time() + pt::microseconds(at_most.count()));
    while (wake.try_wait()) woken = true;
  } catch (...) {
    // Interrupted by a signal. The caller checks for work in any case.
  }
  return woken;
}

}  // namespace hemiola::ipc
