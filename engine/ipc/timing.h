// The frame clock: which frame is gathered, shown and played at which sample of the server.
#pragma once

#include <atomic>
#include <cstdint>

namespace hemiola::ipc {

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

// Frame n holds the samples (n - 1) x hop to n x hop - 1 of the server's own count. Its latents
// show in the first block that starts at or after n x hop + encode_margin; its sound starts at
// sample n x hop + encode_margin + decode_margin exactly.
struct Timing {
  std::int64_t hop = 0;
  std::int64_t encode_margin = 0;
  std::int64_t decode_margin = 0;

  std::int64_t gathered_at(std::int64_t sample) const { return floor_div(sample, hop) + 1; }
  std::int64_t shown_at(std::int64_t block_start) const {
    return floor_div(block_start - encode_margin, hop);
  }
  std::int64_t played_at(std::int64_t sample) const {
    return floor_div(sample - encode_margin - decode_margin, hop);
  }
  std::int64_t play_start(std::int64_t frame) const {
    return frame * hop + encode_margin + decode_margin;
  }
  bool operator==(const Timing&) const = default;
};

// What the server asks for; the worker turns it into margins once it knows the model's frames.
struct LatencyRequest {
  std::int64_t total_samples = 0;  // sound to sound; 0 means as short as is sensible
  std::int64_t block_samples = 64;
  std::int64_t burst_samples = 64;  // so many samples the server computes at one go
};

// fixed_samples: lookback + lookahead + synthesis - hop. max_margin: what the rings can hold.
// Three eighths of a hop until latents are due and five until sound is, or as much more as the
// server's bursts take: no record is due in the burst that sends it.
Timing plan_timing(std::int64_t hop, std::int64_t fixed_samples, std::int64_t max_margin,
                   const LatencyRequest& request);

// What the server computes at one go, in whole blocks.
std::int64_t whole_burst(const LatencyRequest& request);
// A frame's samples are complete up to a burst before the burst ends; only then can the worker run.
std::int64_t least_encode_margin(const LatencyRequest& request);
// Sound is asked for at the start of a block, which may be up to a block after the margin it waited
// for, and then the burst has to end, too.
std::int64_t least_decode_margin(std::int64_t hop, std::int64_t encode_margin,
                                 const LatencyRequest& request);
// Whether no frame is late by these margins alone, with bursts of request.burst_samples.
bool holds_burst(const Timing& timing, const LatencyRequest& request);
// What is left for the worker to run a frame in, in the worst case: it gets whole bursts.
std::int64_t least_samples_for_frame(const Timing& timing, const LatencyRequest& request);

// Sound in to sound out: the hop a frame gathers, what the model adds to it, the two margins.
constexpr std::int64_t total_latency(const Timing& timing, std::int64_t fixed_samples) {
  return timing.hop + fixed_samples + timing.encode_margin + timing.decode_margin;
}

// The server's 32-bit block counter as one that never wraps.
class BlockClock {
 public:
  // [any thread] Lock-free: one compare-and-swap by whoever comes first in a block. Right as long
  // as it is asked at least every 2^31 blocks (a month); the watchdog asks every second.
  std::int64_t extend(std::uint32_t counter) noexcept {
    std::int64_t last = last_.load(std::memory_order_relaxed);
    for (;;) {
      // Asked for the first time a month after the server's boot, it must not count from below 0.
      if (last == kUnasked) {
        if (last_.compare_exchange_weak(last, counter, std::memory_order_relaxed)) return counter;
        continue;
      }
      const auto ahead = static_cast<std::int32_t>(counter - static_cast<std::uint32_t>(last));
      if (ahead <= 0) return last + ahead;
      if (last_.compare_exchange_weak(last, last + ahead, std::memory_order_relaxed))
        return last + ahead;
    }
  }

 private:
  static constexpr std::int64_t kUnasked = -1;

  std::atomic<std::int64_t> last_{kUnasked};
};

}  // namespace hemiola::ipc
