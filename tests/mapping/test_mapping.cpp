// Arithmetic of mappings: ranges, curves, steps.
#include <cmath>

#include "mapping/mapping.h"
#include "support/catch.h"

using namespace hemiola::mapping;

namespace {

double map(Range input, Range output, Curve curve, double number) {
  Mapping mapping;
  mapping.input = input;
  mapping.output = output;
  mapping.curve = curve;
  return map_number(mapping, number);
}

}  // namespace

TEST_CASE("every curve begins and ends with the range, and stays inside it") {
  const Curve curves[] = {{},
                          {Curve::Kind::exponential, 0},
                          {Curve::Kind::power, 3},
                          {Curve::Kind::bend, -4},
                          {Curve::Kind::bend, 1e-9},
                          {Curve::Kind::bend, 50}};
  for (const Curve& curve : curves) {
    CHECK(map({0, 1023}, {1, 12}, curve, 0) == Approx(1));
    CHECK(map({0, 1023}, {1, 12}, curve, 1023) == Approx(12));
    CHECK(map({0, 1023}, {1, 12}, curve, -5) == Approx(1));
    CHECK(map({0, 1023}, {1, 12}, curve, 1e9) == Approx(12));
    double last = 0;
    for (int i = 0; i <= 100; ++i) {
      const double now = map({0, 100}, {1, 12}, curve, i);
      CHECK(now >= last);
      last = now;
    }
  }
}

TEST_CASE("the middle of each curve is where its formula says") {
  CHECK(map({0, 1}, {-12, 12}, {}, 0.5) == Approx(0));
  CHECK(map({0, 1}, {1, 100}, {Curve::Kind::exponential, 0}, 0.5) == Approx(10));
  CHECK(map({0, 1}, {-1, -100}, {Curve::Kind::exponential, 0}, 0.5) == Approx(-10));
  CHECK(map({0, 1}, {0, 8}, {Curve::Kind::power, 3}, 0.5) == Approx(1));
  // sclang: 0.5.lincurve(0, 1, 0, 1, 4) is 0.11920292202212
  CHECK(map({0, 1}, {0, 1}, {Curve::Kind::bend, 4}, 0.5) == Approx(0.11920292202212));
  CHECK(map({0, 1}, {0, 1}, {Curve::Kind::bend, -4}, 0.5) == Approx(1 - 0.11920292202212));
}

TEST_CASE("a falling input or output range turns the sensor round") {
  CHECK(map({200, 10}, {0, 1}, {}, 10) == Approx(1));
  CHECK(map({200, 10}, {0, 1}, {}, 200) == Approx(0));
  CHECK(map({0, 1}, {12, -12}, {}, 0.25) == Approx(6));
}

TEST_CASE("steps are whole multiples") {
  Mapping mapping;
  CHECK(in_steps(mapping, 3.7) == 3.7);
  mapping.step = 1;
  CHECK(in_steps(mapping, 3.7) == 4);
  CHECK(in_steps(mapping, -2.2) == -2);
}
