// Commands on their way to the worker: at once, or when their time tag is due.
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "osc/parse.h"

namespace hemiola::osc {

class Schedule {
 public:
  // A packet holds at most some 1 500 messages; patterns may make more commands of them.
  static constexpr std::size_t kMostWaiting = kMostCommandsAPacket;
  // A clock that is wrong by more than that would fill the queue for good.
  static constexpr double kFurthest_s = 3600;

  Schedule();

  // [osc thread] Wait-free. Takes all or none (half a bundle would be heard as a wrong chord);
  // returns the reason where none, else an empty text. now: the time tag of this moment.
  std::string_view add(std::span<const Order> orders, TimeTag now) noexcept;
  // [worker thread] Lock-free, allocates nothing. The next command that is due, false when there is
  // none: those for now, and those whose time is until or before, in the order of their times.
  // Asking until false takes all of a bundle or none of it.
  bool take(patchbay::Command& command, TimeTag until) noexcept;

 private:
  struct Entry {
    patchbay::Command command;
    TimeTag time = 0;          // when it is due; for those at once, when they came
    std::uint64_t serial = 0;  // those of one time stay in order
    bool at_once = true;

    bool operator<(const Entry& other) const {  // which comes later: the heap's top is the first
      return time != other.time ? time > other.time : serial > other.serial;
    }
  };

  boost::lockfree::spsc_queue<Entry> queue_{kMostWaiting};
  std::atomic<std::size_t> waiting_{0};  // in the queue and the heap together
  std::vector<Entry> heap_;              // worker thread only: those that are to wait
  std::vector<Entry> packet_;            // osc thread only
  std::uint64_t serial_ = 0;             // osc thread only
};

}  // namespace hemiola::osc
