// Waking the other process: a semaphore that one side posts and the other waits for.
// POSIX's own where the system has unnamed ones between processes; elsewhere (macOS) Boost brings
// one that spins, which works and costs.
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <chrono>

namespace hemiola::ipc {

using WakeSemaphore = boost::interprocess::interprocess_semaphore;

// [audio thread] Wait-free: sem_post, a system call only where somebody sleeps on it. 2.7 us then.
inline void post_wake(WakeSemaphore& wake) noexcept {
  try {
    wake.post();
  } catch (...) {
    // Nobody has waited for months and the semaphore is at its maximum: it is awake.
  }
}

// [not the audio thread] Sleeps until a post or until the time is over; true if there was a
// post. Several posts count as one. If one is already there, no clock is read.
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
    // A signal came in between. Whoever waits looks for work either way.
  }
  return woken;
}

}  // namespace hemiola::ipc
