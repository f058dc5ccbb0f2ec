// Orders commands by the time at which they are due.
#include "osc/schedule.h"

#include <algorithm>

#include "osc/clock.h"

namespace hemiola::osc {

Schedule::Schedule() {
  heap_.reserve(kMaxLater);
  for_now_.reserve(kMaxNow);
  for_later_.reserve(kMaxLaterOfOne);
}

std::string_view Schedule::add(std::span<const Order> orders, TimeTag now, Sender sender) {
  forget_due(now);
  for_now_.clear();
  for_later_.clear();
  for (const Order& order : orders) {
    if (to_seconds(order.time) > to_seconds(now) + kFurthestSeconds)
      return "its time tag is more than an hour ahead; do the clocks of both machines agree?";
    std::vector<Entry>& entries = order.time <= now ? for_now_ : for_later_;
    entries.push_back({.command = order, .time = std::max(order.time, now), .serial = serial_++});
  }
  if (const auto reason = refusal(sender); !reason.empty()) return reason;
  for (const Entry& entry : for_later_) ahead_.emplace(entry.time, sender);
  if (!for_later_.empty()) ahead_of_[sender] += for_later_.size();
  waiting_.fetch_add(for_later_.size(), std::memory_order_relaxed);
  later_.push(for_later_.data(), for_later_.size());
  now_.push(for_now_.data(), for_now_.size());
  return {};
}

// The worker has taken these commands by now, so their senders may send more.
void Schedule::forget_due(TimeTag now) {
  const auto end = ahead_.upper_bound(now);
  for (auto each = ahead_.begin(); each != end; ++each) {
    const auto count = ahead_of_.find(each->second);
    if (--count->second == 0) ahead_of_.erase(count);
  }
  ahead_.erase(ahead_.begin(), end);
}

// The reason why the current packet is rejected, or empty.
std::string_view Schedule::refusal(Sender sender) const {
  constexpr std::string_view kFull =
      "the worker takes no more commands just now; send this again later";
  if (for_now_.size() > now_.write_available()) return kFull;
  if (for_later_.empty()) return {};
  const auto ahead = ahead_of_.find(sender);
  if (for_later_.size() + (ahead != ahead_of_.end() ? ahead->second : 0) > kMaxLaterOfOne)
    return "too many commands of this sender wait for their time; do the clocks of both machines "
           "agree?";
  return waiting_.load(std::memory_order_acquire) + for_later_.size() > kMaxLater
             ? kFull
             : std::string_view();
}

bool Schedule::take(Order& command, TimeTag until) noexcept {
  while (later_.read_available() > 0) {
    heap_.push_back(later_.front());
    std::push_heap(heap_.begin(), heap_.end());
    later_.pop();
  }
  const bool now = now_.read_available() > 0;
  const bool due = !heap_.empty() && heap_.front().time <= until;
  if (!now && !due) return false;
  // Both are due; take the one sent first, so that the last one sent has the final effect.
  if (due && (!now || !(heap_.front() < now_.front()))) {
    command = heap_.front().command;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
    waiting_.fetch_sub(1, std::memory_order_release);
  } else {
    command = now_.front().command;
    now_.pop();
  }
  return true;
}

}  // namespace hemiola::osc
