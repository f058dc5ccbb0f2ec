// Which process is a segment's worker, so that there is never a second one on its rings.
#pragma once

#include <signal.h>

#include <cerrno>
#include <cstdint>

#include "platform/platform.h"

namespace hemiola::ipc {

// The process's number, and when it started: numbers are used again. 0: no worker.
using WorkerId = std::uint64_t;

inline int pid_of(WorkerId id) noexcept { return static_cast<int>(id & 0xffffffff); }

inline WorkerId worker_id(int pid) {
  return WorkerId{platform::start_time(pid)} << 32 | static_cast<std::uint32_t>(pid);
}

// False for a process that has ended, waited for or not, and for another one of its number.
inline bool runs(WorkerId id) {
  if (id == 0 || (kill(pid_of(id), 0) != 0 && errno == ESRCH)) return false;
  return worker_id(pid_of(id)) == id;
}

}  // namespace hemiola::ipc
