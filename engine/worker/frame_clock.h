// Estimates when each frame's sound was, in wall clock time, for comparison with time tags.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace hemiola::worker {

// A frame becomes known when the server has computed its last block, or later, never earlier. So
// the earliest of several observations is the most exact. Only recent ones count: the sound card's
// clock drifts against the computer's, and jumps if the audio driver loses samples. Times in
// seconds. For one thread.
class FrameClock {
 public:
  explicit FrameClock(double frame_seconds) : frame_seconds_(frame_seconds) {}

  // Reports that `frame` is the newest frame known at time `now`.
  void saw(std::int64_t frame, double now) noexcept {
    const double zero = now - static_cast<double>(frame) * frame_seconds_;
    const bool gap =
        now < began_ || now > began_ + 2 * kSpanSeconds;  // a pause, or the clock was set
    if (gap || now > began_ + kSpanSeconds) {
      before_ = gap ? kNever : present_;
      present_ = kNever;
      began_ = now;
    }
    present_ = std::min(present_, zero);
  }
  // Time of the end of this frame's sound.
  double end_of(std::int64_t frame) const noexcept {
    return std::min(present_, before_) + static_cast<double>(frame) * frame_seconds_;
  }

 private:
  static constexpr double kSpanSeconds = 0.2;
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  double frame_seconds_;
  double present_ = kNever;  // earliest end of frame 0 in the current span
  double before_ = kNever;   // and in the previous span
  double began_ = 0;         // start of the current span
};

}  // namespace hemiola::worker
