// Detects hits in a voice's rhythm: frames in which its motion suddenly increases.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hemiola::patchbay {

// The hit detector of one voice. For one thread.
class HitDetector {
 public:
  // The same values as in HemiolaTrigger, so that lights and synths react to the same hits.
  static constexpr float kThreshold = 0.35f;
  static constexpr double kIntervalSeconds = 0.1;

  // The strength of a hit in this frame, 0 if there is none: the distance (root mean square) to the
  // previous frame, minus the distance between the two frames before. rhythm: [channels].
  float process(std::span<const float> rhythm, std::int64_t frame, double frame_seconds);

 private:
  std::vector<float> before_;
  std::int64_t frame_ = -1;
  float motion_ = -1;  // of the previous frame; below 0 if unknown
  double next_s_ = 0;  // minimum time of the next hit
};

}  // namespace hemiola::patchbay
