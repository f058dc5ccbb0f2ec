// The frame clock gives one constant latency at any hop, and never a result before its question.
#include <catch2/catch.hpp>

#include "ipc/segment.h"
#include "ipc/timing.h"

using namespace hemiola::ipc;

TEST_CASE("The 32-bit block counter goes on as a 64-bit one where it wraps") {
  BlockClock clock;
  std::int64_t expected = 0;
  std::uint32_t counter = 0;
  for (int step = 0; step < 40; ++step) {
    counter += 0x30000000u;
    expected += 0x30000000;
    REQUIRE(clock.extend(counter) == expected);
    REQUIRE(clock.extend(counter) == expected);
    REQUIRE(clock.extend(counter - 1) == expected - 1);
  }
}

TEST_CASE("A block counter that is asked for the first time late in its life is not below zero") {
  BlockClock clock;
  CHECK(clock.extend(0xfffffff0u) == 0xfffffff0);
  CHECK(clock.extend(0x10u) == 0x100000010);
  CHECK(clock.extend(0xffffffffu) == 0xffffffff);
}

TEST_CASE("Records are due after they are sent, for every hop and block") {
  for (const int hop : {470, 512, 941, 1024, 64, 4096}) {
    for (const int block : {1, 16, 64, 128, 256}) {
      if (block > hop) continue;
      const Timing timing = plan_timing(hop, 2228, 100 * hop, {0, block, block});
      for (std::int64_t frame = 1; frame < 400; ++frame) {
        const std::int64_t sent_block = floor_div(frame * hop - 1, block);
        std::int64_t shown_block = sent_block;
        while (timing.shown_at(shown_block * block) < frame) ++shown_block;
        const std::int64_t due_block = floor_div(timing.play_start(frame), block);
        REQUIRE(shown_block > sent_block);
        REQUIRE(due_block > shown_block);
        REQUIRE(timing.played_at(timing.play_start(frame)) == frame);
        REQUIRE(timing.played_at(timing.play_start(frame) - 1) == frame - 1);
      }
    }
  }
}

TEST_CASE("A wished latency is met to the sample unless it is too short or too long") {
  const int hop = 512;
  const int fixed = 2228;
  const std::int64_t longest = max_margin(hop, 280);
  CHECK(total_latency(plan_timing(hop, fixed, longest, {4801, 64, 64}), fixed) == 4801);
  CHECK(total_latency(plan_timing(hop, fixed, longest, {0, 64, 64}), fixed) == fixed + 2 * hop);
  CHECK(total_latency(plan_timing(hop, fixed, longest, {1, 64, 64}), fixed) ==
        fixed + hop + 64 + 128);
  CHECK(total_latency(plan_timing(hop, fixed, longest, {1 << 30, 64, 64}), fixed) ==
        fixed + hop + 2 * longest);
}

TEST_CASE("A server that computes in large bursts gets margins as long as a burst") {
  const Timing timing = plan_timing(512, 2228, 100 * 512, {0, 64, 1024});
  CHECK(timing.encode_margin == 1024);
  CHECK(timing.decode_margin == 1024);
}
