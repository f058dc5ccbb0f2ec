// Commands on their way to the worker: at once, or when their time tag is due.
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "osc/parse.h"

namespace hemiola::osc {

// Commands for now and those for later wait apart, so that no clock that is ahead keeps a reset
// from getting through.
class Schedule {
 public:
  // Whoever sends, told from others by any number: an address and a port.
  using Sender = std::uint64_t;

  // A packet holds at most some 1 500 messages; patterns may make more commands of them.
  static constexpr std::size_t kMaxNow = kMaxCommandsAPacket;
  // Of one sender's commands so many may wait for their time: what a whole packet can hold. With a
  // clock that is ahead it has used them up soon, and the others have theirs.
  static constexpr std::size_t kMaxLaterOfOne = kMaxCommandsAPacket;
  static constexpr std::size_t kMaxLater = 4 * kMaxLaterOfOne;
  static constexpr double kFurthest_s = 3600;

  Schedule();

  // [osc thread] Never waits. Takes all or none (half a bundle would be heard as a wrong chord);
  // returns the reason where none, else an empty text. now: the time tag of this moment.
  std::string_view add(std::span<const Order> orders, TimeTag now, Sender sender = 0);
  // [worker thread] Lock-free, allocates nothing. The next command that is due, false when there is
  // none: those for now, and those whose time is until or before, in the order of their times.
  // Asking until false takes all of a bundle or none of it.
  bool take(patchbay::Command& command, TimeTag until) noexcept;

 private:
  struct Entry {
    patchbay::Command command;
    TimeTag time = 0;          // when it is due; for those at once, when they came
    std::uint64_t serial = 0;  // those of one time stay in order

    bool operator<(const Entry& other) const {  // which comes later: the heap's top is the first
      return time != other.time ? time > other.time : serial > other.serial;
    }
  };

  void forget_due(TimeTag now);
  std::string_view refusal(Sender sender) const;

  boost::lockfree::spsc_queue<Entry> now_{kMaxNow};
  boost::lockfree::spsc_queue<Entry> later_{kMaxLater};
  std::atomic<std::size_t> waiting_{0};  // in later_ and the heap together
  std::vector<Entry> heap_;              // worker thread only: those that are to wait
  // osc thread only:
  std::vector<Entry> for_now_, for_later_;  // of the packet under way
  std::multimap<TimeTag, Sender> ahead_;    // whose commands wait, by the time they are due
  std::map<Sender, std::size_t> ahead_of_;  // how many of each
  std::uint64_t serial_ = 0;
};

}  // namespace hemiola::osc
