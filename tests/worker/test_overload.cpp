// Overload is reported once, after seconds of late frames, with the right remedy.

#include "support/catch.h"
#include "worker/overload.h"

using hemiola::tests::Contains;
using hemiola::worker::Overload;

namespace {

std::uint64_t n(int count) { return static_cast<std::uint64_t>(count); }

Overload::Load taking(double frame_ms) {
  return {.frame_ms = frame_ms, .hop_ms = 10.67, .given_ms = 5.3, .burst_samples = 64};
}

// All messages of a worker at 94 frames per second, during `seconds`, with late_per_second late
// ones.
std::string said(Overload& overload, int seconds, int late_per_second, const Overload::Load& load) {
  std::string all;
  for (int second = 1; second <= seconds; ++second)
    all += overload.look(second, {}, {n(94 * second), n(late_per_second * second)}, load);
  return all;
}

}  // namespace

TEST_CASE("A worker in time says nothing, and neither does one with a late frame now and then") {
  Overload overload;
  CHECK(said(overload, 100, 0, taking(3)).empty());
  Overload other;
  CHECK(said(other, 100, 3, taking(3)).empty());
}

TEST_CASE("A machine too slow for what plays is told of once, with fewer voices as the remedy") {
  Overload overload;
  const std::string all = said(overload, 100, 60, taking(16));
  CHECK_THAT(all, Contains("one takes 16.0 ms, and the next one comes after 10.7 ms") &&
                      Contains("free some voices"));
  CHECK(all.find("frames come late") == all.rfind("frames come late"));
}

TEST_CASE("A latency that leaves less than a frame takes is named as the cause") {
  Overload overload;
  const std::string all = said(overload, 100, 20, taking(5));
  CHECK_THAT(all, Contains("the latency leaves 5.3 ms") && Contains("Hemiola.start(latency: 0.1)"));
  CHECK_THAT(all, !Contains("machine"));
}

TEST_CASE("A busy machine is blamed only where the plan leaves time enough") {
  Overload overload;
  CHECK_THAT(said(overload, 100, 20, taking(1)),
             Contains("something else keeps this machine busy") &&
                 Contains("Hemiola.start(latency: 0.1)"));
}

TEST_CASE("A hardware buffer that the plan does not hold is named, and no machine is blamed") {
  Overload overload;
  Overload::Load load = taking(1);
  load.burst_samples = 1024;
  load.holds_burst = false;
  const std::string all = said(overload, 100, 20, load);
  CHECK_THAT(all, Contains("1024 samples at one go") && Contains("Hemiola.start plans it again"));
  CHECK_THAT(all, !Contains("machine"));
}

TEST_CASE("Late latents alone are an overload, too: not every graph has a decoder") {
  Overload overload;
  std::string all;
  for (int second = 1; second <= 10; ++second)
    all += overload.look(second, {n(60 * second), n(90 * second)}, {}, taking(16));
  CHECK_THAT(all, Contains("free some voices"));
}

TEST_CASE("Two bad seconds are no overload") {
  Overload overload;
  CHECK(overload.look(1, {}, {94, 0}, taking(4)).empty());
  CHECK(overload.look(2, {}, {188, 50}, taking(4)).empty());
  CHECK(overload.look(3, {}, {282, 100}, taking(4)).empty());
  CHECK(overload.look(4, {}, {376, 100}, taking(4)).empty());
  CHECK(overload.look(5, {}, {470, 150}, taking(4)).empty());
}
