// Detects hits in a rhythm latent from its motion.
#include <cmath>
#include <vector>

#include "patchbay/hit_detector.h"
#include "support/catch.h"

using namespace hemiola::patchbay;

namespace {

constexpr double kFrameSeconds = 0.01;

}  // namespace

TEST_CASE("a hit is a rise of the rhythm's motion, as strong as the rise, and not heard twice") {
  HitDetector hits;
  const auto hear = [&](std::int64_t number, std::vector<float> rhythm) {
    return hits.process(rhythm, number, kFrameSeconds);
  };
  CHECK(hear(1, {0, 0}) == 0);
  CHECK(hear(2, {0, 0}) == 0);
  CHECK(hear(3, {3, 4}) == Approx(std::sqrt(12.5f)));
  CHECK(hear(4, {6, 8}) == 0);  // the distance stays the same: no rise
  CHECK(hear(5, {6, 8}) == 0);  // no motion
  CHECK(hear(6, {0, 0}) == 0);  // a rise, but within a tenth of a second
  for (int n = 7; n < 20; ++n) CHECK(hear(n, {0, 0}) == 0);
  CHECK(hear(20, {0.6f, 0.6f}) == Approx(0.6f));
  CHECK(hear(40, {50, 50}) == 0);  // after a gap: another sound
  CHECK(hear(41, {50, 50}) == 0);
  CHECK(hear(42, {50.4f, 50}) == 0);  // less than the threshold
  CHECK(hear(43, {50.4f, 50}) == 0);
  CHECK(hear(45, {60, 50}) > 6);  // a frame was lost
  CHECK(hear(1, {0, 0}) == 0);    // the frame clock restarts
  CHECK(hear(2, {0, 0}) == 0);
  CHECK(hear(3, {2, 2}) == 2);
}
