// Takes results when they are due: live without waiting (see ipc/exchange.h), offline by waiting.
#pragma once

#include <chrono>

#include "host.h"
#include "ipc/exchange.h"
#include "ipc/wake_semaphore.h"

namespace hemiola::plugin {

inline constexpr auto kOfflinePatience = std::chrono::seconds(10);

// [NRT server only: blocks] Lets the worker run up to this frame and waits until try_take succeeds.
// False, and never waits again, if the worker ends, restarts or exceeds kOfflinePatience.
template <typename TryTake>
bool wait_offline(World* world, Attachment& attachment, ipc::NewestFrame& commit,
                  std::uint32_t version, std::int64_t frame, TryTake try_take) noexcept {
  ipc::Header& header = attachment.segment.header();
  commit.raise_to(version, frame);
  ipc::post_wake(header.wake);
  if (attachment.gave_up.load(std::memory_order_relaxed)) return try_take();
  const std::uint32_t epoch = header.epoch.load();
  const auto deadline = std::chrono::steady_clock::now() + kOfflinePatience;
  while (!try_take()) {
    const bool same = header.epoch.load() == epoch;
    if (!same || std::chrono::steady_clock::now() > deadline) {
      attachment.gave_up.store(true);
      tell(world, {.print =
                       [](const Note& note) {
                         Print(
                             "Hemiola: the worker %s; the rest is rendered without waiting for "
                             "it.\n",
                             note.subject);
                       },
                   .subject = same ? "did not answer for 10 seconds" : "had to be started again"});
      return false;
    }
    ipc::wait_for_wake(header.reply, std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace hemiola::plugin
