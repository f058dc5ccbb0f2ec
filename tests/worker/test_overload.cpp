// Overload is told once, after seconds of late frames, with the remedy that fits.
#include <catch2/catch.hpp>

#include "worker/overload.h"

using Catch::Matchers::Contains;
using hemiola::worker::Overload;

namespace {

std::uint64_t n(int count) { return static_cast<std::uint64_t>(count); }

// A worker of 94 frames a second that so many of are late: all that it says in so many seconds.
std::string said(Overload& overload, int seconds, int late_a_second, double frame_ms) {
  std::string all;
  for (int second = 1; second <= seconds; ++second)
    all += overload.look(second, {}, {n(94 * second), n(late_a_second * second)}, frame_ms, 10.67);
  return all;
}

}  // namespace

TEST_CASE("A worker in time says nothing, and neither does one with a late frame now and then") {
  Overload overload;
  CHECK(said(overload, 100, 0, 3).empty());
  Overload other;
  CHECK(said(other, 100, 3, 3).empty());
}

TEST_CASE("A machine too slow for what plays is told of once, with fewer voices as the remedy") {
  Overload overload;
  const std::string all = said(overload, 100, 60, 16);
  CHECK_THAT(all, Contains("one takes 16.0 ms, 10.7 ms are there") && Contains("free some voices"));
  CHECK(all.find("frames come late") == all.rfind("frames come late"));
}

TEST_CASE("A machine that is fast enough but late is told to take more time") {
  Overload overload;
  CHECK_THAT(said(overload, 100, 20, 4), Contains("Hemiola.start(latency: 0.1)"));
}

TEST_CASE("Late latents alone are an overload, too: not every graph has a decoder") {
  Overload overload;
  std::string all;
  for (int second = 1; second <= 10; ++second)
    all += overload.look(second, {n(60 * second), n(90 * second)}, {}, 16, 10.67);
  CHECK_THAT(all, Contains("free some voices"));
}

TEST_CASE("Two bad seconds are no overload") {
  Overload overload;
  CHECK(overload.look(1, {}, {94, 0}, 4, 10.67).empty());
  CHECK(overload.look(2, {}, {188, 50}, 4, 10.67).empty());
  CHECK(overload.look(3, {}, {282, 100}, 4, 10.67).empty());
  CHECK(overload.look(4, {}, {376, 100}, 4, 10.67).empty());
  CHECK(overload.look(5, {}, {470, 150}, 4, 10.67).empty());
}
