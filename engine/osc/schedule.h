// Commands on their way to the worker, either immediate or at the time of their time tag.
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

// Immediate and later commands wait separately: a clock that is ahead must not block a reset.
class Schedule {
 public:
  // Identifies a sender (address and port).
  using Sender = std::uint64_t;

  // A packet contains at most about 1 500 messages; patterns may expand to more commands.
  static constexpr std::size_t kMaxNow = kMaxCommandsPerPacket;
  // Limit of waiting commands per sender: as many as one packet may hold. A sender whose clock is
  // ahead reaches its own limit and does not affect the others.
  static constexpr std::size_t kMaxLaterOfOne = kMaxCommandsPerPacket;
  static constexpr std::size_t kMaxLater = 4 * kMaxLaterOfOne;
  static constexpr double kFurthestSeconds = 3600;

  Schedule();

  // [osc thread] Never waits. Accepts all commands or none (half a bundle would sound like a wrong
  // chord). Returns the reason if none, else an empty text. now: the current time.
  std::string_view add(std::span<const Order> orders, TimeTag now, Sender sender = 0);
  // [worker thread] Lock-free, without allocation. Gets the next due command; false if there is
  // none. Due are immediate commands, and those with a time of `until` or before, in order of time.
  // Call it until it returns false to take a bundle as a whole.
  bool take(Order& command, TimeTag until) noexcept;

 private:
  struct Entry {
    Order command;
    TimeTag time = 0;          // when it is due; immediate ones: when received
    std::uint64_t serial = 0;  // keeps the order of equal times

    bool operator<(const Entry& other) const {  // inverted: pop_heap gives the earliest
      return time != other.time ? time > other.time : serial > other.serial;
    }
  };

  void forget_due(TimeTag now);
  std::string_view refusal(Sender sender) const;

  boost::lockfree::spsc_queue<Entry> now_{kMaxNow};
  boost::lockfree::spsc_queue<Entry> later_{kMaxLater};
  std::atomic<std::size_t> waiting_{0};  // in later_ and heap_ together
  std::vector<Entry> heap_;              // worker thread only: commands that wait
  // OSC thread only:
  std::vector<Entry> for_now_, for_later_;  // of the current packet
  std::multimap<TimeTag, Sender> ahead_;    // senders of waiting commands, by due time
  std::map<Sender, std::size_t> ahead_of_;  // number of waiting commands per sender
  std::uint64_t serial_ = 0;
};

}  // namespace hemiola::osc
