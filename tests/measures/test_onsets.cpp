// Onsets are picked at the right times and scored correctly.

#include "measures/onsets.h"
#include "support/catch.h"

using namespace hemiola::measures;

TEST_CASE("F1 of known hits, false alarms and misses") {
  const Counts counts = match({1.0, 2.01, 3.5, 4.0}, {1.02, 2.0, 3.0, 4.0, 5.0});
  CHECK(counts.hits == 3);
  CHECK(counts.false_alarms == 1);
  CHECK(counts.misses == 2);
  CHECK(counts.f1() == Approx(6.0 / 9.0));
  CHECK(match({1.0}, {1.0}).f1() == 1.0);
  CHECK(match({}, {1.0}).f1() == 0.0);
  CHECK(Counts{}.f1() == 0.0);
}

TEST_CASE("one onset answers for one label only, and 25 ms is too far") {
  const Counts twice = match({1.0}, {0.99, 1.01});
  CHECK(twice.hits == 1);
  CHECK(twice.misses == 1);
  CHECK(match({1.025}, {1.0}).hits == 0);
  CHECK(match({1.023}, {1.0}).hits == 1);
}

TEST_CASE("peaks are placed between frames, and a plateau is one peak") {
  const FrameClock clock{0.5, 0.01};
  std::vector<float> curve(100, 0.0f);
  curve[20] = 0.6f;
  curve[21] = 0.6f;  // the peak is half way between frames
  curve[60] = 0.9f;
  curve[80] = 0.2f;  // below the threshold
  const Times times = pick_peaks(curve, clock, 0.3);
  REQUIRE(times.size() == 2);
  CHECK(times[0] == Approx(0.5 + 0.205).margin(1e-6));
  CHECK(times[1] == Approx(0.5 + 0.60).margin(1e-6));
}

TEST_CASE("a chord's keys are one onset") {
  CHECK(thin_out({1.02, 1.0, 1.01, 2.0}, 0.03) == Times{1.0, 2.0});
  CHECK(within({1.0, 2.0, 3.0}, 2.0, 3.0) == Times{2.0});
}
