// Commands in the order in which they are due.
#include "osc/schedule.h"

#include <algorithm>

#include "osc/clock.h"

namespace hemiola::osc {

Schedule::Schedule() {
  heap_.reserve(kMostWaiting);
  packet_.reserve(kMostWaiting);
}

std::string_view Schedule::add(std::span<const Order> orders, TimeTag now) noexcept {
  if (waiting_.load(std::memory_order_acquire) + orders.size() > kMostWaiting)
    return "the worker takes no more commands just now; send this again later";
  packet_.clear();
  for (const Order& order : orders) {
    if (to_seconds(order.time) > to_seconds(now) + kFurthest_s)
      return "its time tag lies more than an hour ahead; do the clocks of both machines agree?";
    packet_.push_back({.command = order,
                       .time = std::max(order.time, now),
                       .serial = serial_++,
                       .at_once = order.time <= now});
  }
  waiting_.fetch_add(packet_.size(), std::memory_order_relaxed);
  queue_.push(packet_.data(), packet_.size());
  return {};
}

bool Schedule::take(patchbay::Command& command, TimeTag until) noexcept {
  while (queue_.read_available() > 0 && !queue_.front().at_once) {
    heap_.push_back(queue_.front());
    std::push_heap(heap_.begin(), heap_.end());
    queue_.pop();
  }
  const bool now = queue_.read_available() > 0;
  const bool due = !heap_.empty() && heap_.front().time <= until;
  if (!now && !due) return false;
  // Both are due, but what was sent last must have the last word.
  if (due && (!now || !(heap_.front() < queue_.front()))) {
    command = heap_.front().command;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  } else {
    command = queue_.front().command;
    queue_.pop();
  }
  waiting_.fetch_sub(1, std::memory_order_release);
  return true;
}

}  // namespace hemiola::osc
