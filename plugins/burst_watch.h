// Measures from inside the server how many samples it computes in one burst (its hardware buffer).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "SC_PlugIn.hpp"
#include "ipc/burst_meter.h"

namespace hemiola::plugin {

// The server takes messages to the audio thread once per hardware buffer, before its first block,
// so the block counter then shows which buffer it is, at any load. Has its own thread, because that
// queue may block (see ReplyThread). Not for offline servers.
class BurstWatch {
 public:
  explicit BurstWatch(World* world);
  ~BurstWatch();

  // [any thread] The confirmed burst size in samples; 0: not known yet.
  int samples() const noexcept { return samples_.load(std::memory_order_relaxed); }
  // [not the audio thread] Blocks until a size is known, but not longer than patience. Returns the
  // burst size in samples or a multiple of it; 0: not known.
  int samples_within(std::chrono::milliseconds patience);

 private:
  void run();
  void look();
  bool look_once();
  bool wait_for_pause() const;
  bool send_probe();

  World* world_;
  ipc::BurstMeter meter_;  // [own thread]
  std::atomic<int> samples_{0}, likely_{0};
  std::atomic<bool> leaving_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
