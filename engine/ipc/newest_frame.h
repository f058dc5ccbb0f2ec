// The number of the newest frame that any unit has sent, for one version of the geometry. Frame
// numbers of different versions can't be compared.
#pragma once

#include <atomic>
#include <cstdint>

namespace hemiola::ipc {

// Version and frame are in one atomic word, so that they are always consistent. A newer version
// always wins, even if its frame number is smaller (its frames may be longer).
class NewestFrame {
 public:
  static constexpr std::int64_t kNone = -1;

  // [audio thread] Lock-free. True for the first caller that raises it to this frame.
  bool raise_to(std::uint32_t version, std::int64_t frame) noexcept {
    const std::uint64_t mine = pack(version, frame);
    std::uint64_t before = word_.load(std::memory_order_relaxed);
    while (is_newer(mine, before))
      if (word_.compare_exchange_weak(before, mine, std::memory_order_release)) return true;
    return false;
  }

  // [any thread] Wait-free. kNone if no frame of this version has been sent yet.
  std::int64_t of(std::uint32_t version) const noexcept {
    const std::uint64_t word = word_.load(std::memory_order_acquire);
    if (word == 0 || word >> kFrameBits != (version & kVersionMask)) return kNone;
    return static_cast<std::int64_t>(word & kFrameMask) - kOffset;
  }

 private:
  static constexpr int kFrameBits = 48;  // enough for 8 900 years at 1000 frames per second
  static constexpr std::uint64_t kFrameMask = (std::uint64_t{1} << kFrameBits) - 1;
  static constexpr std::uint64_t kVersionMask = 0xffff;
  // Frames slightly below 0 occur if a margin is longer than the server has run.
  static constexpr std::int64_t kOffset = std::int64_t{1} << 24;

  static std::uint64_t pack(std::uint32_t version, std::int64_t frame) noexcept {
    return (version & kVersionMask) << kFrameBits |
           (static_cast<std::uint64_t>(frame + kOffset) & kFrameMask);
  }
  static bool is_newer(std::uint64_t mine, std::uint64_t other) noexcept {
    const auto ahead = static_cast<std::int16_t>(static_cast<std::uint16_t>(mine >> kFrameBits) -
                                                 static_cast<std::uint16_t>(other >> kFrameBits));
    return other == 0 || ahead > 0 || (ahead == 0 && (mine & kFrameMask) > (other & kFrameMask));
  }

  std::atomic<std::uint64_t> word_{0};
};

}  // namespace hemiola::ipc
