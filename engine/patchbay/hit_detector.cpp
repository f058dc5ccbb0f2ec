// Measures how much a rhythm's motion increases from frame to frame.
#include "patchbay/hit_detector.h"

#include <cmath>

namespace hemiola::patchbay {

float HitDetector::process(std::span<const float> rhythm, std::int64_t frame,
                           double frame_seconds) {
  // A few lost frames are tolerated; after a longer gap, it is another sound.
  const bool follows =
      frame > frame_ && frame <= frame_ + 4 && before_.size() == rhythm.size() && !rhythm.empty();
  if (frame <= frame_) next_s_ = 0;  // the frame clock was restarted
  frame_ = frame;
  float motion = -1;
  if (follows) {
    double sum = 0;
    for (std::size_t i = 0; i < rhythm.size(); ++i) {
      const double step = static_cast<double>(rhythm[i]) - static_cast<double>(before_[i]);
      sum += step * step;
    }
    motion = static_cast<float>(std::sqrt(sum / static_cast<double>(rhythm.size())));
  }
  const float rise = motion >= 0 && motion_ >= 0 ? motion - motion_ : 0;
  motion_ = motion;
  before_.assign(rhythm.begin(), rhythm.end());
  const double now_s = static_cast<double>(frame) * frame_seconds;
  if (!(rise > kThreshold) || now_s < next_s_) return 0;
  next_s_ = now_s + kIntervalSeconds;
  return rise;
}

}  // namespace hemiola::patchbay
