// Measures how many samples the server computes at one go: its hardware buffer, seen from inside.
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

// Messages to the audio thread are taken once a hardware buffer, before its first block, and the
// block counter that they find there tells the buffers apart. That holds whatever the load, as no
// clock is read. Has a thread of its own, since the queue to the audio thread may have to be waited
// for (see ReplyThread). Not for offline servers.
class BurstWatch {
 public:
  explicit BurstWatch(World* world);
  ~BurstWatch();

  // [any thread] What is known beyond doubt by now, in samples; 0: nothing yet.
  int samples() const noexcept { return samples_.load(std::memory_order_relaxed); }
  // [not the audio thread] Blocks until something is known, patience at most. Right or a multiple.
  int samples_within(std::chrono::milliseconds patience);

 private:
  void run();
  void look();
  bool look_once();
  bool wait_for_pause() const;
  bool send_probe();

  World* world_;
  ipc::BurstMeter meter_;  // [the thread's own]
  std::atomic<int> samples_{0}, likely_{0};
  std::atomic<bool> leaving_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
