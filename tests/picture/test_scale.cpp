// Axes have round numbers, few enough to read.
#include "picture/scale.h"
#include "support/catch.h"

#include <cmath>
#include <set>

using namespace hemiola::picture;

TEST_CASE("ticks lie between the ends of their axis, no more than fit, each label once") {
  for (const bool logarithmic : {false, true}) {
    for (const double low : {1e-6, 0.013, 0.9, 7.0, 1200.0}) {
      for (const double ratio : {1.0, 1.03, 1.5, 4.0, 30.0, 1e4, 1e9}) {
        const Scale scale(low, low * ratio, logarithmic);
        const auto ticks = scale.ticks(7);
        INFO(low << " to " << low * ratio << (logarithmic ? ", logarithmic" : ""));
        CHECK(ticks.size() >= 1);
        CHECK(ticks.size() <= 7);
        std::set<std::string> labels;
        for (const Tick& tick : ticks) {
          CHECK(scale.fraction(tick.value) >= -1e-6);
          CHECK(scale.fraction(tick.value) <= 1 + 1e-6);
          labels.insert(tick.label);
        }
        CHECK(labels.size() == ticks.size());
      }
    }
  }
}

TEST_CASE("an axis runs from its low end to its high end") {
  CHECK(Scale(-2, 6).fraction(0) == Approx(0.25));
  CHECK(Scale(0.01, 100, true).fraction(1) == Approx(0.5));
  CHECK(Scale(3, 3).fraction(3) == Approx(0.5));
}

TEST_CASE("ends that no label could tell apart are drawn as one value in the middle") {
  const Scale scale(0.928571, 0.92857142);
  CHECK(scale.fraction(0.928571) == Approx(0.5).margin(0.01));
  std::set<std::string> labels;
  for (const Tick& tick : scale.ticks(6)) CHECK(labels.insert(tick.label).second);
}

TEST_CASE("labels of an axis share their unit") {
  const auto ticks = Scale(0, 20000).ticks(7);
  REQUIRE(ticks.size() == 5);
  CHECK(ticks[0].label == "0");
  CHECK(ticks[1].label == "5 k");
  CHECK(ticks[4].label == "20 k");
  CHECK(number_text(-2e-5, 3) == "\u22122e\u22125");
}
