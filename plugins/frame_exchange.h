// Sending frames to the worker and taking its results at their time: live without waiting.
#pragma once

#include <chrono>

#include "host.h"
#include "ipc/bell.h"

namespace hemiola::plugin {

inline constexpr auto kOfflinePatience = std::chrono::seconds(10);
// How old a result may be that stands in for one that is not there, in frames.
inline constexpr std::int64_t kMostLate = 4;

// [audio thread] Lock-free. True for whoever is the first to raise newest to frame.
inline bool raise_to(std::atomic<std::int64_t>& newest, std::int64_t frame) noexcept {
  std::int64_t before = newest.load(std::memory_order_relaxed);
  while (before < frame)
    if (newest.compare_exchange_weak(before, frame, std::memory_order_release)) return true;
  return false;
}

// [audio thread] Wait-free; at most one wake-up of the worker a frame and direction. A record that
// finds the ring full (the worker is dead or far behind) is counted and not sent.
template <typename Ring, typename Record>
void send(ipc::Header& header, Ring& ring, const Record& record,
          std::atomic<std::int64_t>& newest) noexcept {
  if (!ipc::write_record(ring, record)) {
    header.counters.unsent.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const bool first = raise_to(newest, record.head.frame);
  // Offline the worker is woken by who waits. A dead worker's bell would ring on and on.
  if (first && header.server.offline == 0 &&
      header.state.load(std::memory_order_relaxed) == ipc::WorkerState::ready)
    ipc::ring_bell(header.bell);
}

// What came of looking for a frame's result.
enum class Taken { nothing, late, in_time };

// [audio thread] Wait-free. record becomes the one of this frame; where that is not there, the
// newest one before it, back to oldest: on a machine that is too slow for good, sound a hop late is
// better than none. A newer one stays in record for its time. waiting: record holds one not yet
// used.
template <typename Ring, typename Record>
Taken take(Ring& ring, Record& record, bool& waiting, std::int64_t oldest, std::int64_t frame,
           std::uint32_t generation, ipc::Kind kind, std::size_t floats) noexcept {
  bool found = false;
  for (;;) {
    if (waiting && record.head.frame > frame) return Taken::nothing;
    if (waiting) {
      waiting = false;
      found = record.head.frame >= oldest;
      if (record.head.frame == frame) return Taken::in_time;
    }
    if (!ipc::read_record(ring, record)) return found ? Taken::late : Taken::nothing;
    found = false;
    waiting = record.head.generation == generation && record.is(kind, floats);
  }
}

// [NRT server only: blocks] Lets the worker run up to this frame and waits until try_take succeeds.
// False, and never waits again, where the worker ends, changes or takes longer than the patience.
template <typename TryTake>
bool wait_offline(World* world, Attachment& attachment, std::atomic<std::int64_t>& commit,
                  std::int64_t frame, TryTake try_take) noexcept {
  ipc::Header& header = attachment.segment.header();
  raise_to(commit, frame);
  ipc::ring_bell(header.bell);
  if (attachment.gave_up.load(std::memory_order_relaxed)) return try_take();
  const std::uint32_t epoch = header.epoch.load();
  const auto deadline = std::chrono::steady_clock::now() + kOfflinePatience;
  while (!try_take()) {
    const bool same = header.epoch.load() == epoch;
    if (!same || std::chrono::steady_clock::now() > deadline) {
      attachment.gave_up.store(true);
      tell(world, "Hemiola: the worker %s; the rest is rendered without waiting for it.\n",
           same ? "did not answer for 10 seconds" : "had to be started again");
      return false;
    }
    ipc::wait_for_bell(header.reply, std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace hemiola::plugin
