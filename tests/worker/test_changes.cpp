// Changes during playback: models that replace another, fail or have longer frames; longer buffers.
#include <memory>
#include <stdexcept>

#include "rig.h"
#include "support/catch.h"

using namespace hemiola;
using test::Rig;
using test::Wire;

TEST_CASE("A plan is made anew where the server's bursts become too long for it, and only there") {
  Rig rig(1);
  const auto total = [&] { return rig.segment.geometry().latency(); };
  const std::int64_t before = total();
  rig.loop->run_once();
  rig.segment.header().burst_samples = 32;  // the plan is long enough for that, too
  rig.loop->run_once();
  CHECK(rig.version() == 1);
  rig.segment.header().burst_samples = 1024;
  rig.loop->run_once();
  CHECK(rig.version() == 2);
  CHECK(total() == Wire::kHop + 2 * 1024);
  rig.claim(0);
  rig.send(0, 10);
  rig.loop->run_once();
  CHECK(rig.received(0) == Rig::Frames{10});
  rig.segment.header().burst_samples = 64;
  rig.loop->run_once();
  CHECK(rig.version() == 3);
  CHECK(total() == before);
  CHECK(rig.segment.header().planned_burst == 64);
}

TEST_CASE("A processor that throws loses the frame, not the worker") {
  struct Thrower : Wire {
    void encode(std::span<const session::EncodeJob> jobs) override {
      if (++calls == 2) throw std::runtime_error("made to fail");
      Wire::encode(jobs);
    }
    int calls = 0;
  };
  Rig rig(1);
  rig.loop->use(std::make_unique<Thrower>());
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 3; ++frame) {
    rig.send(0, frame);
    rig.loop->run_once();
  }
  CHECK(rig.received(0) == Rig::Frames{1, 3});
  CHECK(rig.segment.header().counters.dropped == 1);
}

namespace {

struct Broken : Wire {
  void encode(std::span<const session::EncodeJob>) override {
    throw std::runtime_error("made to fail");
  }
};

}  // namespace

TEST_CASE("A processor that fails frame after frame ends the worker with its reason") {
  Rig rig(1);
  rig.loop->use(std::make_unique<Broken>());
  rig.claim(0);
  std::int64_t frame = 0;
  const auto play = [&] {
    rig.send(0, ++frame);
    rig.loop->run_once();
  };
  for (int i = 1; i < worker::Failures::kHopeless; ++i) CHECK_NOTHROW(play());
  CHECK_THROWS_WITH(play(), hemiola::tests::Contains("frames in a row failed") &&
                                hemiola::tests::Contains("made to fail"));
}

TEST_CASE("A model that fails while it takes over gives way to the one before, which plays on") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  rig.loop->use(std::make_unique<Broken>());
  for (std::int64_t frame = 2; frame <= 20; ++frame) {
    rig.send(0, frame);
    rig.loop->run_once();
  }
  CHECK(rig.loop->processor() == rig.wire);
  CHECK(rig.received(0).size() == 19);  // all but the failed one
  CHECK(rig.segment.header().counters.dropped == 1);
}

TEST_CASE("Where the old model fails while another takes over, the new one plays") {
  struct Dying : Wire {
    void encode(std::span<const session::EncodeJob> jobs) override {
      if (fails) throw std::runtime_error("made to fail");
      Wire::encode(jobs);
    }
    bool fails = false;
  };
  Rig rig(1);
  auto made = std::make_unique<Dying>();
  Dying* dying = made.get();
  rig.loop->use(std::move(made));
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  auto next = std::make_shared<Wire>();
  rig.loop->use(next);
  dying->fails = true;
  for (std::int64_t frame = 2; frame <= 10; ++frame) {
    rig.send(0, frame);
    rig.loop->run_once();
  }
  CHECK(rig.loop->processor() == next.get());
  CHECK(rig.received(0).size() == 9);
}

TEST_CASE("Hours after the start, a model with longer frames is heard with its next frame") {
  Rig rig(1);
  rig.claim(0);
  rig.claim_decoder(0);
  constexpr std::int64_t kHours = 2'000'000;
  rig.send(0, kHours);
  rig.send_latents(0, kHours);
  rig.loop->run_once();
  auto longer = std::make_unique<Wire>(2 * Wire::kHop);
  rig.loop->use(std::move(longer));
  rig.claim(0);
  rig.claim_decoder(0);
  auto& encoder = rig.segment.encoder(0);
  for (std::int64_t frame = kHours / 2; frame < kHours / 2 + 10; ++frame) {
    encoder.gather.describe(ipc::Kind::samples, 2 * Wire::kHop, encoder.claim.generation, frame);
    REQUIRE(ipc::write_record(encoder.to_worker, encoder.gather));
    rig.segment.header().newest_encode.raise_to(rig.version(), frame);
    rig.send_latents(0, frame);
    rig.loop->run_once();
    REQUIRE(ipc::read_record(encoder.to_server, encoder.pending));
    CHECK(encoder.pending.head.frame == frame);
  }
  CHECK(rig.segment.header().counters.dropped == 0);
}

TEST_CASE("While sound plays, the next model listens first, and then takes over") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  auto made = std::make_unique<Wire>();
  Wire* next = made.get();
  rig.loop->use(std::move(made));
  std::int64_t frame = 1;
  for (int i = 0; i < worker::kListenFrames; ++i) {
    rig.send(0, ++frame);
    rig.loop->run_once();
  }
  CHECK(rig.wire->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(next->batches.size() == std::size_t{worker::kListenFrames});
  rig.send(0, ++frame);
  rig.loop->run_once();
  CHECK(rig.wire->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(next->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(rig.received(0).size() == static_cast<std::size_t>(frame));
}

TEST_CASE("A rotation holds while the next model listens, and after it has taken over") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  rig.loop->apply({.voice = 0, .verb = patchbay::Verb::rotate, .value = 1});
  rig.loop->use(std::make_unique<Wire>());
  auto& from = rig.segment.encoder(0);
  while (ipc::read_record(from.to_server, from.pending)) continue;
  for (std::int64_t frame = 2; frame < worker::kListenFrames + 10; ++frame) {
    rig.send(0, frame);
    rig.loop->run_once();
    REQUIRE(ipc::read_record(from.to_server, from.pending));
    CHECK(from.pending.head.frame == frame);
    CHECK(from.pending.floats[Wire::kChannelsPerPlace] == 1000.0f * static_cast<float>(frame));
  }
}

TEST_CASE(
    "A model that is asked for while another takes over waits for it, and the last one counts") {
  Rig rig(1);
  rig.claim(0);
  rig.claim_decoder(0);
  std::int64_t frame = 0;
  const auto play = [&](int frames) {
    for (int i = 0; i < frames; ++i) {
      rig.send(0, ++frame);
      rig.send_latents(0, frame);
      rig.loop->run_once();
    }
  };
  play(1);
  std::shared_ptr<Wire> next[3];  // the loop releases them when they are done
  for (auto& each : next) {
    each = std::make_shared<Wire>();
    rig.loop->use(each);
    play(1);
  }
  constexpr int kCrossfade =
      worker::kListenFrames + worker::kSettleFrames + worker::kCrossfadeFrames;
  play(kCrossfade - 3);
  CHECK(next[0]->batches.size() == std::size_t{kCrossfade});  // the whole crossfade, undisturbed
  CHECK(rig.loop->processor() != next[0].get());              // and no further frame alone
  CHECK(rig.loop->processor() == next[2].get());
  play(1);
  CHECK(next[2]->batches.size() == 1);
  play(kCrossfade);
  CHECK(next[0]->batches.size() == std::size_t{kCrossfade} + worker::kListenFrames);
}

TEST_CASE("Where nothing plays, the next model plays at once") {
  Rig rig(1);
  auto made = std::make_unique<Wire>();
  Wire* next = made.get();
  rig.loop->use(std::move(made));
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->run_once();
  CHECK(next->batches.size() == 1);
}
