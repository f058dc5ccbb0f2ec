// When each frame's sound was, by the clock on the wall: what time tags are compared with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace hemiola::worker {

// A frame is heard of as soon as the server has computed its last block, or later, never earlier:
// so the earliest of some reports tells the truth. Not of all: the sound card's clock drifts away
// from the computer's, and jumps where the audio driver loses a moment. Times in seconds.
class FrameClock {
 public:
  explicit FrameClock(double frame_seconds) : frame_seconds_(frame_seconds) {}

  // The newest frame has just been heard of.
  void saw(std::int64_t frame, double now) noexcept {
    const double zero = now - static_cast<double>(frame) * frame_seconds_;
    const bool gap = now < began_ || now > began_ + 2 * kSpan_s;  // a pause, or a clock was set
    if (gap || now > began_ + kSpan_s) {
      before_ = gap ? kNever : present_;
      present_ = kNever;
      began_ = now;
    }
    present_ = std::min(present_, zero);
  }
  // The end of the frame's sound.
  double end_of(std::int64_t frame) const noexcept {
    return std::min(present_, before_) + static_cast<double>(frame) * frame_seconds_;
  }

 private:
  static constexpr double kSpan_s = 0.2;
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  double frame_seconds_;
  double present_ = kNever;  // the earliest end of frame 0 in the present span of time
  double before_ = kNever;   // and in the one before
  double began_ = 0;         // the present span
};

}  // namespace hemiola::worker
