// A value that one thread replaces and others read, consistently and without waiting.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace hemiola::ipc {

// A seqlock with several slots. The writer never changes the current slot, so a reader retries only
// if two new versions are published while it copies, and a writer killed halfway leaves the current
// value intact. Can be placed in shared memory: no pointers.
template <typename T>
class Snapshot {
 public:
  struct Versioned {
    std::uint32_t version = 0;  // 0: nothing published yet, value is T{}
    T value{};
  };

  // [the only writer] Wait-free.
  void publish(const T& value) noexcept {
    Words words{};
    std::memcpy(words.data(), &value, sizeof value);
    const std::uint32_t next = version_.load(std::memory_order_relaxed) + 1;
    Slot& slot = slots_[next % kSlots];
    // Release order for each word: a reader that sees one of them also sees the previous version.
    for (std::size_t i = 0; i < kWords; ++i) slot[i].store(words[i], std::memory_order_release);
    version_.store(next, std::memory_order_release);
  }

  // [any thread] Wait-free. A cheap check for changes.
  std::uint32_t version() const noexcept { return version_.load(std::memory_order_acquire); }

  // [any thread] Wait-free. Copies the current value into found. Retries if publish ran twice
  // meanwhile; after kTries attempts returns false and leaves found unchanged.
  bool load(Versioned& found) const noexcept {
    for (int i = 0; i < kTries; ++i) {
      const std::uint32_t before = version();
      if (before == 0) {
        found = {};
        return true;
      }
      const Slot& slot = slots_[before % kSlots];
      Words words;
      for (std::size_t k = 0; k < kWords; ++k) words[k] = slot[k].load(std::memory_order_acquire);
      if (version_.load(std::memory_order_relaxed) - before > kSlots - 2) continue;
      found.version = before;
      std::memcpy(static_cast<void*>(&found.value), words.data(), sizeof found.value);
      return true;
    }
    return false;
  }

 private:
  static constexpr std::uint32_t kSlots = 4;
  static constexpr int kTries = 16;
  static constexpr std::size_t kWords =
      (sizeof(T) + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
  using Words = std::array<std::uint64_t, kWords>;
  using Slot = std::array<std::atomic<std::uint64_t>, kWords>;
  static_assert(std::is_trivially_copyable_v<T>);
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

  std::atomic<std::uint32_t> version_{0};
  std::array<Slot, kSlots> slots_{};
};

}  // namespace hemiola::ipc
