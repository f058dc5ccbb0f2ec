// Identifies a segment's worker process, so that a segment never has two workers.
#pragma once

#include <signal.h>

#include <cerrno>
#include <cstdint>

#include "platform/platform.h"

namespace hemiola::ipc {

// Process number and start time, as process numbers are reused. 0: no worker.
using WorkerId = std::uint64_t;

inline int pid_of(WorkerId id) noexcept { return static_cast<int>(id & 0xffffffff); }

// [not the audio thread] The id of the process that has this number now.
inline WorkerId worker_id(int pid) {
  return WorkerId{platform::start_time(pid)} << 32 | static_cast<std::uint32_t>(pid);
}

// [not the audio thread] False if the process has ended (on Linux also as a zombie) or if another
// process has its number now.
inline bool runs(WorkerId id) {
  if (id == 0 || (kill(pid_of(id), 0) != 0 && errno == ESRCH)) return false;
  return worker_id(pid_of(id)) == id;
}

}  // namespace hemiola::ipc
