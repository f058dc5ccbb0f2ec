// Hears hits in a voice's rhythm: where it suddenly moves further than in the frame before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hemiola::patchbay {

class HitDetector {
 public:
  // The same as HemiolaTrigger's, so that lights and synths hear the same hits.
  static constexpr float kThreshold = 0.35f;
  static constexpr double kInterval_s = 0.1;

  // The strength of the hit in this frame, 0 where there is none: by how much the distance to the
  // frame before (root of the mean square) exceeds the distance of the two before.
  float process(std::span<const float> rhythm, std::int64_t frame, double frame_seconds);

 private:
  std::vector<float> before_;
  std::int64_t frame_ = -1;
  float motion_ = -1;  // of the frame before; below 0 where there is none
  double next_s_ = 0;  // no hit before
};

}  // namespace hemiola::patchbay
