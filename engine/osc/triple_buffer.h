// The newest of a writer's values for one reader, without waiting on either side (a triple buffer).
#pragma once

#include <array>
#include <atomic>

namespace hemiola::osc {

template <typename T>
class TripleBuffer {
 public:
  // [one writing thread] Wait-free.
  void write(const T& value) noexcept {
    slots_[writing_] = value;
    writing_ = shared_.exchange(writing_ | kNew, std::memory_order_acq_rel) & kSlot;
  }
  // [one reading thread] Wait-free. The newest value; T{} before the first.
  const T& read() noexcept {
    if (shared_.load(std::memory_order_relaxed) & kNew)
      reading_ = shared_.exchange(reading_, std::memory_order_acq_rel) & kSlot;
    return slots_[reading_];
  }

 private:
  static constexpr unsigned kSlot = 3, kNew = 4;
  std::array<T, 3> slots_{};
  unsigned writing_ = 0;
  unsigned reading_ = 1;
  std::atomic<unsigned> shared_{2};
};

}  // namespace hemiola::osc
