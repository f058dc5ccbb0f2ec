// The worker's loop: one batch a frame, committed frames only when offline, newest first when late.
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>

#include "wire.h"
#include "worker/loop.h"

using namespace hemiola;
using test::Wire;

namespace {

// A server of a few voices, played by hand.
struct Rig {
  explicit Rig(int voices = 2, bool offline = false) : segment(make(voices, offline)) {
    loop = std::make_unique<worker::Loop>(segment);
    auto made = std::make_unique<Wire>();
    wire = made.get();
    loop->use(std::move(made));
  }
  ~Rig() { ipc::remove_segment(segment.name()); }

  static ipc::Segment make(int voices, bool offline) {
    ipc::ServerFacts facts;
    facts.sample_rate = 48000;
    facts.pid = getpid();
    facts.offline = offline;
    return ipc::Segment::create(voices, facts);
  }
  std::uint32_t version() const { return segment.header().geometry.version(); }
  void claim(int voice) {
    segment.encoder(voice).claim.taken = 1;
    segment.encoder(voice).claim.generation.fetch_add(1);
  }
  void send(int voice, std::int64_t frame) {
    auto& target = segment.encoder(voice);
    target.gather.describe(ipc::Kind::samples, Wire::kHop, target.claim.generation, frame);
    for (int i = 0; i < Wire::kHop; ++i)
      target.gather.floats[i] = static_cast<float>(1000 * frame + i);
    REQUIRE(ipc::write_record(target.to_worker, target.gather));
    segment.header().encode_rung.raise_to(version(), frame);
  }
  void claim_decoder(int voice) {
    segment.decoder(voice).claim.taken = 1;
    segment.decoder(voice).claim.generation.fetch_add(1);
  }
  void send_latents(int voice, std::int64_t frame) {
    auto& target = segment.decoder(voice);
    target.ask.describe(ipc::Kind::latents, segment.geometry().latents(), target.claim.generation,
                        frame);
    REQUIRE(ipc::write_record(target.to_worker, target.ask));
    segment.header().decode_rung.raise_to(version(), frame);
    while (ipc::read_record(target.to_server, target.sound[0])) continue;
    auto& from = segment.encoder(voice);
    while (ipc::read_record(from.to_server, from.pending)) continue;
  }
  // The frames that came back, in order.
  std::vector<std::int64_t> received(int voice) {
    std::vector<std::int64_t> frames;
    auto& from = segment.encoder(voice);
    while (ipc::read_record(from.to_server, from.pending)) {
      CHECK(from.pending.floats[100] ==
            1000.0f * static_cast<float>(from.pending.head.frame) + 100);
      frames.push_back(from.pending.head.frame);
    }
    return frames;
  }
  using Frames = std::vector<std::int64_t>;

  ipc::Segment segment;
  std::unique_ptr<worker::Loop> loop;
  Wire* wire = nullptr;
};

}  // namespace

TEST_CASE("All voices of a frame run in one batch") {
  Rig rig;
  rig.claim(0);
  rig.claim(1);
  for (std::int64_t frame = 5; frame < 8; ++frame) {
    rig.send(0, frame);
    rig.send(1, frame);
    rig.loop->turn();
  }
  CHECK(rig.wire->batches == std::vector<int>{2, 2, 2});
  CHECK(rig.received(0) == Rig::Frames{5, 6, 7});
  CHECK(rig.received(1) == Rig::Frames{5, 6, 7});
}

TEST_CASE("A new owner of a voice resets it, and what the old one sent is forgotten") {
  Rig rig;
  rig.claim(1);
  rig.send(1, 3);
  rig.loop->turn();
  CHECK(rig.wire->encoder_resets == std::vector<int>{1});
  rig.send(1, 4);
  rig.claim(1);
  rig.send(1, 5);
  rig.loop->turn();
  CHECK(rig.wire->encoder_resets == std::vector<int>{1, 1});
  CHECK(rig.received(1) == Rig::Frames{3, 5});
}

TEST_CASE("Live, late frames are dropped and counted, the newest runs") {
  Rig rig(1);
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 6; ++frame) rig.send(0, frame);
  rig.loop->turn();
  CHECK(rig.received(0) == Rig::Frames{6});
  CHECK(rig.segment.header().counters.dropped == 5);
  // What follows looks back on them.
  CHECK(rig.wire->passed_over == std::vector<float>{1000, 2000, 3000, 4000, 5000});
}

TEST_CASE("A machine that is too slow for good comes back from each turn, and goes on at once") {
  Rig rig(1);
  rig.wire->each_frame = std::chrono::milliseconds(8);
  rig.claim(0);
  // As long as this thread is told nothing, the server sends as many frames as it wants.
  std::atomic<bool> playing{true};
  std::thread server([&] {
    for (std::int64_t frame = 1; playing.load() && frame < 2000; ++frame) {
      rig.send(0, frame);
      while (ipc::read_record(rig.segment.encoder(0).to_server, rig.segment.encoder(0).pending)) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
  const auto begin = std::chrono::steady_clock::now();
  int turns = 0;
  for (; turns < 10; ++turns) rig.loop->turn();
  const auto spent = std::chrono::steady_clock::now() - begin;
  playing.store(false);
  server.join();
  CHECK(spent > std::chrono::milliseconds(100));  // each did some work
  CHECK(spent < std::chrono::milliseconds(1500));
  CHECK(rig.wire->batches.size() >= 15);
}

TEST_CASE("Punctual frames earn a late one now and then") {
  Rig rig(1);
  rig.claim(0);
  std::int64_t frame = 0;
  for (int i = 0; i < 20; ++i) {
    rig.send(0, ++frame);
    rig.loop->turn();
  }
  rig.received(0);
  for (int i = 0; i < 4; ++i) rig.send(0, ++frame);
  rig.loop->turn();
  CHECK(rig.received(0) == Rig::Frames{21, 22, 24});
}

TEST_CASE("A wide margin keeps older frames worth running") {
  Rig rig(1);
  rig.segment.header().server.wish.total_samples = 12 * Wire::kHop;  // 4 frames for encoders
  auto wire = std::make_unique<Wire>();
  rig.loop->use(std::move(wire));
  rig.claim(0);
  for (std::int64_t frame = 1; frame <= 4; ++frame) rig.send(0, frame);
  rig.loop->turn();
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
  rig.loop->turn();
  CHECK(rig.received(0).empty());
  rig.segment.header().encode_commit.raise_to(rig.version(), 4);
  rig.loop->turn();
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
  rig.loop->turn();
  CHECK(rig.received(0) == Rig::Frames{3});
}

TEST_CASE("A model that does not fit the server is refused, and the old one plays on") {
  Rig rig(1);
  CHECK_THROWS_WITH(rig.loop->use(std::make_unique<Wire>(32)),
                    Catch::Matchers::Contains("smaller block size"));
  CHECK_THROWS_WITH(rig.loop->use(std::make_unique<Wire>(5000)),
                    Catch::Matchers::Contains("lower sample rate"));
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->turn();
  CHECK(rig.received(0) == Rig::Frames{1});
}

TEST_CASE("A plan is made anew where the server's bursts become too long for it, and only there") {
  Rig rig(1);
  const auto total = [&] { return rig.segment.geometry().latency(); };
  const std::int64_t before = total();
  rig.loop->turn();
  rig.segment.header().burst_samples = 32;  // the plan holds that, too
  rig.loop->turn();
  CHECK(rig.version() == 1);
  rig.segment.header().burst_samples = 1024;
  rig.loop->turn();
  CHECK(rig.version() == 2);
  CHECK(total() == Wire::kHop + 2 * 1024);
  rig.claim(0);
  rig.send(0, 10);
  rig.loop->turn();
  CHECK(rig.received(0) == Rig::Frames{10});
  rig.segment.header().burst_samples = 64;
  rig.loop->turn();
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
    rig.loop->turn();
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
    rig.loop->turn();
  };
  for (int i = 1; i < worker::Failures::kHopeless; ++i) CHECK_NOTHROW(play());
  CHECK_THROWS_WITH(play(), Catch::Matchers::Contains("frames in a row failed") &&
                                Catch::Matchers::Contains("made to fail"));
}

TEST_CASE("A model that fails while it takes over gives way to the one before, which plays on") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->turn();
  rig.loop->use(std::make_unique<Broken>());
  for (std::int64_t frame = 2; frame <= 20; ++frame) {
    rig.send(0, frame);
    rig.loop->turn();
  }
  CHECK(rig.loop->processor() == rig.wire);
  CHECK(rig.received(0).size() == 19);  // all but the one that failed
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
  rig.loop->turn();
  auto next = std::make_shared<Wire>();
  rig.loop->use(next);
  dying->fails = true;
  for (std::int64_t frame = 2; frame <= 10; ++frame) {
    rig.send(0, frame);
    rig.loop->turn();
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
  rig.loop->turn();
  auto longer = std::make_unique<Wire>(2 * Wire::kHop);
  rig.loop->use(std::move(longer));
  rig.claim(0);
  rig.claim_decoder(0);
  auto& encoder = rig.segment.encoder(0);
  for (std::int64_t frame = kHours / 2; frame < kHours / 2 + 10; ++frame) {
    encoder.gather.describe(ipc::Kind::samples, 2 * Wire::kHop, encoder.claim.generation, frame);
    REQUIRE(ipc::write_record(encoder.to_worker, encoder.gather));
    rig.segment.header().encode_rung.raise_to(rig.version(), frame);
    rig.send_latents(0, frame);
    rig.loop->turn();
    REQUIRE(ipc::read_record(encoder.to_server, encoder.pending));
    CHECK(encoder.pending.head.frame == frame);
  }
  CHECK(rig.segment.header().counters.dropped == 0);
}

TEST_CASE("While sound plays, the next model listens first, and then takes over") {
  Rig rig(1);
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->turn();
  auto made = std::make_unique<Wire>();
  Wire* next = made.get();
  rig.loop->use(std::move(made));
  std::int64_t frame = 1;
  for (int i = 0; i < worker::kListenFrames; ++i) {
    rig.send(0, ++frame);
    rig.loop->turn();
  }
  CHECK(rig.wire->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(next->batches.size() == std::size_t{worker::kListenFrames});
  rig.send(0, ++frame);
  rig.loop->turn();
  CHECK(rig.wire->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(next->batches.size() == std::size_t{worker::kListenFrames} + 1);
  CHECK(rig.received(0).size() == static_cast<std::size_t>(frame));
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
      rig.loop->turn();
    }
  };
  play(1);
  std::shared_ptr<Wire> next[3];  // the loop lets go of them as they are done
  for (auto& each : next) {
    each = std::make_shared<Wire>();
    rig.loop->use(each);
    play(1);
  }
  constexpr int kHandOver =
      worker::kListenFrames + worker::kSettleFrames + worker::kCrossfadeFrames;
  play(kHandOver - 3);
  CHECK(next[0]->batches.size() == std::size_t{kHandOver});  // all of the hand-over, undisturbed
  CHECK(rig.loop->processor() != next[0].get());             // and no frame more alone
  CHECK(rig.loop->processor() == next[2].get());
  play(1);
  CHECK(next[2]->batches.size() == 1);
  play(kHandOver);
  CHECK(next[0]->batches.size() == std::size_t{kHandOver} + worker::kListenFrames);
}

TEST_CASE("Where nothing plays, the next model plays at once") {
  Rig rig(1);
  auto made = std::make_unique<Wire>();
  Wire* next = made.get();
  rig.loop->use(std::move(made));
  rig.claim(0);
  rig.send(0, 1);
  rig.loop->turn();
  CHECK(next->batches.size() == 1);
}
