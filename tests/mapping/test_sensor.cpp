// A sensor over time: smoothing with its time constant, switching without flicker, safe on silence.
#include <cmath>

#include "mapping/sensor.h"
#include "support/catch.h"

using namespace hemiola::mapping;
using std::chrono::duration;
using std::chrono::duration_cast;

namespace {

// A sensor with a clock set by the test.
struct Rig {
  explicit Rig(const Mapping& mapping) : sensor(mapping, start) {}
  Sensor::Clock::time_point at(double seconds) const {
    return start + duration_cast<Sensor::Clock::duration>(duration<double>(seconds));
  }
  // Advances in ticks like the OSC thread; returns the last value sent.
  std::optional<double> run(double from, double to) {
    std::optional<double> last;
    for (double t = from; t <= to + 1e-9; t += 0.01)
      if (const auto value = sensor.advance(at(t))) last = value;
    return last;
  }
  Sensor::Clock::time_point start = Sensor::Clock::now();
  Sensor sensor;
};

Mapping plain() {
  Mapping mapping;
  mapping.output = {-12, 12};
  return mapping;
}

}  // namespace

TEST_CASE("without smoothing each number is sent at once, and time brings nothing") {
  Rig rig(plain());
  CHECK(rig.sensor.take(0.5, rig.at(0)) == 0);
  CHECK(rig.sensor.take(1, rig.at(0.1)) == 12);
  CHECK(rig.sensor.take(1, rig.at(0.2)) == 12);
  CHECK_FALSE(rig.run(0.2, 5));
  CHECK(rig.sensor.next_due() == Sensor::Clock::time_point::max());
}

TEST_CASE("a smoothed jump has made 63 % of its way after the time constant, and then arrives") {
  Mapping mapping = plain();
  mapping.smoothing_s = 0.5;
  Rig rig(mapping);
  CHECK(rig.sensor.take(0, rig.at(0)) == -12);
  CHECK_FALSE(rig.sensor.take(1, rig.at(1)));
  const double after = rig.run(1, 1.5).value();
  CHECK(after == Approx(-12 + 24 * (1 - std::exp(-1))).epsilon(0.01));
  CHECK(rig.run(1.5, 8).value() == 12);
  CHECK(rig.sensor.next_due() == Sensor::Clock::time_point::max());
}

TEST_CASE("smoothing takes the same time however often the sensor speaks") {
  Mapping mapping = plain();
  mapping.smoothing_s = 0.5;
  Rig rig(mapping);
  rig.sensor.take(0, rig.at(0));
  for (double t = 1; t <= 1.5; t += 0.001) rig.sensor.take(1, rig.at(t));
  CHECK(rig.run(1.501, 1.501).value() == Approx(-12 + 24 * (1 - std::exp(-1.002))).epsilon(0.001));
}

TEST_CASE("a threshold switches once, and trembling between its two numbers changes nothing") {
  Mapping mapping;
  mapping.threshold = {0.4, 0.6};
  Rig rig(mapping);
  CHECK(rig.sensor.take(0.5, rig.at(0)) == 0);
  CHECK(rig.sensor.take(0.7, rig.at(0.1)) == 1);
  CHECK_FALSE(rig.sensor.take(0.45, rig.at(0.2)));
  CHECK_FALSE(rig.sensor.take(0.9, rig.at(0.3)));
  CHECK(rig.sensor.take(0.3, rig.at(0.4)) == 0);
  CHECK_FALSE(rig.sensor.take(0.55, rig.at(0.5)));
}

TEST_CASE("a silent sensor's value holds, glides to the safe one in its time, and stays there") {
  Mapping mapping = plain();
  mapping.silence = {.hold_s = 2, .glide_s = 4, .safe = 0};
  Rig rig(mapping);
  CHECK(rig.sensor.take(1, rig.at(0)) == 12);
  CHECK_FALSE(rig.run(0, 1.98));
  CHECK(rig.sensor.next_due() == rig.at(2));
  CHECK(rig.run(2, 4).value() == Approx(6).margin(0.1));
  CHECK(rig.sensor.next_due() <= rig.at(4.02));
  CHECK(rig.run(4, 6.05).value() == 0);
  CHECK_FALSE(rig.run(6.1, 20));
  // It sends again, then stops again.
  CHECK(rig.sensor.take(0, rig.at(30)) == -12);
  CHECK(rig.run(30, 34).value() == Approx(-6).margin(0.1));
  CHECK(rig.sensor.take(1, rig.at(34.1)) == 12);
  CHECK_FALSE(rig.run(34.1, 36));
}

TEST_CASE("a sensor that was never heard comes to its safe value after the hold") {
  Mapping mapping = plain();
  mapping.silence = {.hold_s = 2, .glide_s = 4, .safe = 3};
  Rig rig(mapping);
  CHECK_FALSE(rig.run(0, 1.98));
  CHECK(rig.run(2, 2.05).value() == 3);
  CHECK_FALSE(rig.run(2.06, 10));
}

TEST_CASE("a switch that falls silent switches again when its sensor comes back") {
  Mapping mapping;
  mapping.threshold = {0.5, 0.5};
  mapping.silence = {.hold_s = 1, .glide_s = 0, .safe = 0};
  Rig rig(mapping);
  CHECK(rig.sensor.take(1, rig.at(0)) == 1);
  CHECK(rig.run(0, 1.1).value() == 0);
  CHECK(rig.sensor.take(1, rig.at(5)) == 1);
}
