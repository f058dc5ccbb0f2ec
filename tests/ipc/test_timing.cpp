// The frame clock: one constant latency at any hop, and no result due before its frame is sent.
#include <algorithm>
#include <cmath>
#include <string>

#include "burst_model.h"
#include "ipc/segment.h"
#include "ipc/timing.h"
#include "support/catch.h"

using namespace hemiola::ipc;
using hemiola::test::BurstModel;

namespace {

constexpr int kLatents = 172;  // of the default model
constexpr int kRates[] = {8000,  11025, 12000, 16000, 22050, 24000,  32000, 37800,
                          44100, 48000, 64000, 88200, 96000, 176400, 192000};
constexpr int kBlocks[] = {1,  2,  3,   7,   8,   10,  16,  32,  48,  60,
                           64, 96, 100, 128, 192, 256, 300, 441, 480, 512};
constexpr int kBuffers[] = {16,   32,   48,   64,   96,   100,  128,  160, 192,
                            240,  256,  300,  384,  441,  480,  512,  882, 960,
                            1000, 1023, 1024, 1536, 1764, 2048, 3000, 4096};

std::int64_t hop_at(int rate) { return std::llround(rate * 512.0 / 48000); }
std::int64_t fixed_at(int rate) { return std::llround(rate * 1671.0 / 48000) - hop_at(rate); }

struct Late {
  int encoder = 0, decoder = 0;
};

Late late_frames(const BurstModel& server, const Timing& timing, int frames) {
  Late late;
  for (std::int64_t frame = 1; frame <= frames; ++frame) {
    late.encoder += server.encoder_late(timing, frame);
    late.decoder += server.decoder_late(timing, frame);
  }
  return late;
}

// The frames of one burst must not count as late against each other: the worker would drop some.
bool burst_outruns_margin(const Timing& timing, std::int64_t burst) {
  const std::int64_t apart = (burst - 1) / timing.hop * timing.hop;
  return apart > 0 && apart >= std::min(timing.encode_margin, timing.decode_margin);
}

// The problems of all plans for this sample rate and block size, as a text; empty: none.
std::string problems_at(int rate, int block) {
  std::string problems;
  const std::int64_t hop = hop_at(rate);
  const std::int64_t longest = max_margin(hop, kLatents);
  for (const int buffer : kBuffers) {
    for (const int request : {0, 1, rate / 16}) {
      const Timing timing = plan_timing(hop, fixed_at(rate), longest, {request, block, buffer});
      for (const auto remainder : {BurstModel::Remainder::carried, BurstModel::Remainder::left}) {
        const Late late = late_frames({block, buffer, remainder}, timing, 600);
        if (late.encoder + late.decoder == 0 && !burst_outruns_margin(timing, buffer) &&
            std::max(timing.encode_margin, timing.decode_margin) <= longest)
          continue;
        problems += "block " + std::to_string(block) + ", buffer " + std::to_string(buffer) +
                    ", request " + std::to_string(request) + ": " + std::to_string(late.encoder) +
                    " and " + std::to_string(late.decoder) + " late of 600\n";
      }
    }
  }
  return problems;
}

}  // namespace

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

TEST_CASE("No frame is late by the plan alone, at any rate, block and hardware buffer") {
  for (const int rate : kRates)
    for (const int block : kBlocks) {
      if (block > hop_at(rate)) continue;  // rejected with a message
      INFO(rate << " Hz");
      CHECK(problems_at(rate, block) == "");
    }
}

TEST_CASE("At 48 kHz with blocks and buffers of 64 sound to sound takes 45 ms by default") {
  const int fixed = 1114 + 557 - 512;  // look-back and half a frame of the sound, less a hop
  const Timing timing = plan_timing(512, fixed, max_margin(512, kLatents), {0, 64, 64});
  CHECK(timing.encode_margin == 192);
  CHECK(timing.decode_margin == 320);
  CHECK(total_latency(timing, fixed) == 2183);
}

TEST_CASE("A requested latency is met to the sample unless it is too short or too long") {
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
