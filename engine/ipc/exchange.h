// Sends frames to the worker and takes its results when they are due, without waiting.
#pragma once

#include <atomic>
#include <cstdint>

#include "ipc/layout.h"
#include "ipc/record.h"
#include "ipc/wake_semaphore.h"

namespace hemiola::ipc {

// Maximum age in frames of a result that replaces a missing one.
inline constexpr std::int64_t kMaxLate = 4;

// [audio thread] Wait-free. At most one wake-up of the worker per frame and direction. If the ring
// is full (the worker is dead or far behind), the record is counted as unsent and dropped. version:
// the version of the geometry that counts the record's frame.
template <typename Ring, typename Record>
void send(Header& header, Ring& ring, const Record& record, NewestFrame& newest,
          std::uint32_t version) noexcept {
  if (!write_record(ring, record)) {
    header.counters.unsent.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const bool first = newest.raise_to(version, record.head.frame);
  // Offline, the waiting unit wakes the worker. A dead worker is not woken.
  if (first && header.server.offline == 0 &&
      header.state.load(std::memory_order_relaxed) == WorkerState::ready)
    post_wake(header.wake);
}

// Result of take().
enum class Taken { nothing, late, in_time };

// [audio thread] Wait-free. Reads the result of `frame` into record, or, if it is missing, the
// newest one before it, but not older than `oldest`: on a machine that is always too slow, sound
// one hop late is better than none. A result of a later frame stays in record until it is due.
// waiting: record holds a result that is not used yet.
template <typename Ring, typename Record>
Taken take(Ring& ring, Record& record, bool& waiting, std::int64_t oldest, std::int64_t frame,
           std::uint32_t generation, Kind kind, std::size_t floats) noexcept {
  bool found = false;
  for (;;) {
    if (waiting && record.head.frame > frame) return Taken::nothing;
    if (waiting) {
      waiting = false;
      found = record.head.frame >= oldest;
      if (record.head.frame == frame) return Taken::in_time;
    }
    if (!read_record(ring, record)) return found ? Taken::late : Taken::nothing;
    found = false;
    waiting = record.head.generation == generation && record.is(kind, floats);
  }
}

}  // namespace hemiola::ipc
