// Waking the other process: a semaphore that is posted on one side and waited for on the other.
// POSIX's own where the system has unnamed ones between processes; elsewhere (macOS) Boost brings
// one that spins, which works and costs.
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <chrono>

namespace hemiola::ipc {

using Bell = boost::interprocess::interprocess_semaphore;

// [audio thread] Wait-free: sem_post, a system call only where somebody sleeps on it. 2.7 us then.
inline void ring_bell(Bell& bell) noexcept {
  try {
    bell.post();
  } catch (...) {
    // Nobody has waited for months and the semaphore is at its maximum: it has rung.
  }
}

// [not the audio thread] Sleeps until the bell rings or the time is over; true if it rang. Rings
// that came together count as one. Where it has rung already no clock is asked.
inline bool wait_for_bell(Bell& bell, std::chrono::microseconds at_most) noexcept {
  namespace pt = boost::posix_time;
  bool rang = false;
  try {
    rang = bell.try_wait();
    if (!rang && at_most.count() > 0)
      rang =
          bell.timed_wait(pt::microsec_clock::universal_time() + pt::microseconds(at_most.count()));
    while (bell.try_wait()) rang = true;
  } catch (...) {
    // A signal came in between. Whoever waits looks for work either way.
  }
  return rang;
}

}  // namespace hemiola::ipc
