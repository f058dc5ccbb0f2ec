// The worker's loop: one batch per frame; only committed frames offline; late frames.
#include <chrono>
#include <memory>

#include "rig.h"
#include "support/catch.h"

using namespace hemiola;
using test::Rig;
using test::Wire;

TEST_CASE("All voices of a frame run in one batch") {
  Rig rig;
  rig.claim(0);
  rig.claim(1);
  for (std::int64_t frame = 5; frame < 8; ++frame) {
    rig.send(0, frame);
    rig.send(1, frame);
    rig.loop->run_once();
  }
  CHECK(rig.wire->batches == std::vector<int>{2, 2, 2});
  CHECK(rig.received(0) == Rig::Frames{5, 6, 7});
  CHECK(rig.received(1) == Rig::Frames{5, 6, 7});
}

TEST_CASE("A new owner of a voice resets it, and what the old one sent is forgotten") {
  Rig rig;
  rig.claim(1);
  rig.send(1, 3);
  rig.loop->run_once();
  CHECK(rig.wire->encoder_resets == std::vector<int>{1});
  rig.send(1, 4);
  rig.claim(1);
  rig.send(1, 5);
  rig.loop->run_once();
  CHECK(rig.wire->encoder_resets == std::vector<int>{1, 1});
  CHECK(rig.received(1) == Rig::Frames{3, 5});
}

TEST_CASE("Live, late frames are dropped and counted, the newest runs") {
  Rig rig(1);
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 6; ++frame) rig.send(0, frame);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{6});
  CHECK(rig.segment.header().counters.dropped == 5);
  // Later frames look back on them.
  CHECK(rig.wire->passed_over == std::vector<float>{1000, 2000, 3000, 4000, 5000});
}

TEST_CASE(
    "A machine that is too slow for good comes back from each turn, and goes on with the next") {
  Rig rig(1);
  rig.segment.header().server.latency.total_samples = 40 * Wire::kHop;  // so that none is dropped
  auto wire = std::make_unique<Wire>();
  Wire& slow = *wire;
  slow.each_frame = std::chrono::milliseconds(8);
  rig.loop->use(std::move(wire));
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 10; ++frame) rig.send(0, frame);
  while (slow.batches.size() < 10) {
    const std::size_t before = slow.batches.size();
    rig.loop->run_once();
    const std::size_t frames = slow.batches.size() - before;
    CHECK(frames >= 1);
    CHECK(frames <= 3);  // stops after 20 ms, and each takes at least 8
    if (frames == 0) break;
  }
  CHECK(rig.received(0) == Rig::Frames{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
}

TEST_CASE("Punctual frames earn a late one now and then") {
  Rig rig(1);
  rig.claim(0);
  std::int64_t frame = 0;
  for (int i = 0; i < 20; ++i) {
    rig.send(0, ++frame);
    rig.loop->run_once();
  }
  rig.received(0);
  for (int i = 0; i < 4; ++i) rig.send(0, ++frame);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{21, 22, 24});
}

TEST_CASE("A wide margin keeps older frames worth running") {
  Rig rig(1);
  rig.segment.header().server.latency.total_samples = 12 * Wire::kHop;  // 4 frames for encoders
  auto wire = std::make_unique<Wire>();
  rig.loop->use(std::move(wire));
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 4; ++frame) rig.send(0, frame);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{1, 2, 3, 4});
}

TEST_CASE("Offline, frames run up to what is committed and no further, however late") {
  Rig rig(2, true);
  rig.claim(0);
  rig.claim(1);
  for (std::int64_t frame = 1; frame <= 6; ++frame) {
    rig.send(0, frame);
    if (frame > 2) rig.send(1, frame);
  }
  rig.loop->run_once();
  CHECK(rig.received(0).empty());
  rig.segment.header().encode_commit.raise_to(rig.version(), 4);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{1, 2, 3, 4});
  CHECK(rig.received(1) == Rig::Frames{3, 4});
  CHECK(rig.wire->batches == std::vector<int>{1, 1, 2, 2});
  CHECK(rig.segment.header().counters.dropped == 0);
}

TEST_CASE("A worker that comes anew forgets what waits from before") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.send(0, 2);
  rig.loop = std::make_unique<worker::Loop>(rig.segment);
  rig.loop->use(std::make_unique<Wire>());
  rig.send(0, 3);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{3});
}

TEST_CASE("A model that does not fit the server is refused, and the old one plays on") {
  Rig rig(1);
  CHECK_THROWS_WITH(rig.loop->use(std::make_unique<Wire>(32)),
                    hemiola::tests::Contains("smaller block size"));
  CHECK_THROWS_WITH(rig.loop->use(std::make_unique<Wire>(5000)),
                    hemiola::tests::Contains("lower sample rate"));
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{1});
}
