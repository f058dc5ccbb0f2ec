// When each frame's sound was, by the clock on the wall: what time tags are compared with.
#pragma once

#include <algorithm>
#include <cstdint>

namespace hemiola::worker {

// A frame is heard of as soon as the server has computed its last block, or later, never earlier:
// so the earliest of many reports tells the truth. Times in seconds.
class FrameClock {
 public:
  explicit FrameClock(double frame_seconds) : frame_seconds_(frame_seconds) {}

  // The newest frame has just been heard of.
  void saw(std::int64_t frame, double now) noexcept {
    const double zero = now - static_cast<double>(frame) * frame_seconds_;
    const bool after_pause = frame < last_ || frame > last_ + kMostGap;
    if (last_ < 0 || after_pause || zero > zero_ + kStep)
      zero_ = zero;
    else
      // The sound card's clock and the computer's drift apart by less than that.
      zero_ = std::min(zero, zero_ + kDrift * frame_seconds_ * static_cast<double>(frame - last_));
    last_ = frame;
  }
  // The end of the frame's sound.
  double end_of(std::int64_t frame) const noexcept {
    return zero_ + static_cast<double>(frame) * frame_seconds_;
  }

 private:
  static constexpr std::int64_t kMostGap = 100;  // frames without which the past is forgotten
  static constexpr double kStep = 1;             // s: somebody has set the clock
  static constexpr double kDrift = 1e-3;

  double frame_seconds_;
  double zero_ = 0;  // the end of frame 0
  std::int64_t last_ = -1;
};

}  // namespace hemiola::worker
