// Sending frames to the worker and taking its results at their time, without waiting.
#pragma once

#include <atomic>
#include <cstdint>

#include "ipc/layout.h"
#include "ipc/record.h"
#include "ipc/wake_semaphore.h"

namespace hemiola::ipc {

// How old a result may be that stands in for one that is not there, in frames.
inline constexpr std::int64_t kMaxLate = 4;

// [audio thread] Wait-free; at most one wake-up of the worker a frame and direction. A record that
// finds the ring full (the worker is dead or far behind) is counted and not sent. version: of the
// geometry that the record's frame is counted in.
template <typename Ring, typename Record>
void send(Header& header, Ring& ring, const Record& record, NewestFrame& newest,
          std::uint32_t version) noexcept {
  if (!write_record(ring, record)) {
    header.counters.unsent.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const bool first = newest.raise_to(version, record.head.frame);
  // Offline the worker is woken by who waits. Nothing takes a dead worker's wake-ups.
  if (first && header.server.offline == 0 &&
      header.state.load(std::memory_order_relaxed) == WorkerState::ready)
    post_wake(header.wake);
}

// What came of looking for a frame's result.
enum class Taken { nothing, late, in_time };

// [audio thread] Wait-free. record becomes the one of this frame; where that is not there, the
// newest one before it, back to oldest: on a machine that is too slow for good, sound a hop late is
// better than none. A newer one stays in record for its time. waiting: record holds one not yet
// used.
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
