// The frame clock: at which sample of the server each frame is gathered, output and played.
// All times are in samples. The functions are pure, for any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace hemiola::ipc {

// Integer division, rounded down.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

// Frame n contains samples (n - 1) x hop to n x hop - 1, counted since the server's start. Its
// latents are output in the first block that starts at or after n x hop + encode_margin. Its sound
// starts exactly at sample n x hop + encode_margin + decode_margin.
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

// The server's request; the worker converts it into margins when it knows the model's frame sizes.
struct LatencyRequest {
  std::int64_t total_samples = 0;  // input to output; 0: as short as practical
  std::int64_t block_samples = 64;
  std::int64_t burst_samples = 64;  // how many the server computes in one burst
};

// Plans the margins. By default three eighths of a hop until latents are due and five eighths until
// sound is due; more if the server's bursts need it, as no record may be due in the burst that
// sends it. fixed_samples: lookback + lookahead + synthesis - hop. max_margin: limit of the rings.
Timing plan_timing(std::int64_t hop, std::int64_t fixed_samples, std::int64_t max_margin,
                   const LatencyRequest& request);

// The burst size in samples, rounded up to whole blocks.
std::int64_t whole_burst(const LatencyRequest& request);
// The minimum encode margin in samples. A frame's samples may be complete up to a burst before the
// burst ends, and the worker can run only after that.
std::int64_t least_encode_margin(const LatencyRequest& request);
// The minimum decode margin in samples. Sound is requested at the start of a block, up to a block
// after the encode margin, and then the burst has to end as well.
std::int64_t least_decode_margin(std::int64_t hop, std::int64_t encode_margin,
                                 const LatencyRequest& request);
// Whether a worker that takes no time is never late with bursts of request.burst_samples.
bool holds_burst(const Timing& timing, const LatencyRequest& request);
// The time left for the worker to run a frame in the worst case, in samples: it gets whole bursts.
std::int64_t least_samples_for_frame(const Timing& timing, const LatencyRequest& request);

// Input to output in samples: the hop of a frame, the model's own delay, the two margins.
constexpr std::int64_t total_latency(const Timing& timing, std::int64_t fixed_samples) {
  return timing.hop + fixed_samples + timing.encode_margin + timing.decode_margin;
}

// Extends the server's 32-bit block counter to one that never wraps.
class BlockClock {
 public:
  // [any thread] Lock-free: one compare-and-swap by the first caller in a block. Correct if called
  // at least every 2^31 blocks (a month); the watchdog calls it every second.
  std::int64_t extend(std::uint32_t counter) noexcept {
    std::int64_t last = last_.load(std::memory_order_relaxed);
    for (;;) {
      // The first call may come a month after the server's boot; it must not give a negative count.
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
