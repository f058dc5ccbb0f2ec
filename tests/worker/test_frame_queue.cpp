// A queue takes records of a voice's current owner, and knows for which voices a frame should wait.
#include <functional>
#include <memory>
#include <vector>

#include "support/catch.h"
#include "worker/frame_queue.h"

using namespace hemiola;

namespace {

constexpr std::size_t kHop = 8;

// A voice that changes after the worker has read the owner, before it reads the ring.
struct InterruptedVoice {
  struct Generation {
    std::uint32_t load(std::memory_order = std::memory_order_seq_cst) const {
      const std::uint32_t before = value;
      if (const auto act = std::exchange(interruption, nullptr)) act();
      return before;
    }
    std::uint32_t value = 0;
    mutable std::function<void()> interruption;
  };
  struct Claim {
    std::atomic<std::uint32_t> taken{0};
    Generation generation;
  };
  Claim claim;
  ipc::Ring<1024> to_worker;
  ipc::Ring<1024> to_server;

  void claim_anew() {
    claim.taken = 1;
    ++claim.generation.value;
  }
  void send(std::int64_t frame) {
    auto record = std::make_unique<ipc::Samples>();
    record->describe(ipc::Kind::samples, kHop, claim.generation.value, frame);
    REQUIRE(ipc::write_record(to_worker, *record));
  }
};

using InterruptedQueue = worker::FrameQueue<InterruptedVoice, ipc::Samples, ipc::Latents>;

struct Rig {
  explicit Rig(int count) : queue(count, ipc::Kind::samples) {
    for (int i = 0; i < count; ++i) {
      voices.push_back(std::make_unique<InterruptedVoice>());
      queue.slot(i).voice = voices.back().get();
    }
  }
  void collect() {
    queue.collect(kHop, [this](int voice) { resets.push_back(voice); });
  }
  // Does what the loop does with a complete frame.
  void run(std::int64_t frame) {
    for (int i = 0; i < queue.voices(); ++i) {
      auto& slot = queue.slot(i);
      if (!slot.waiting || slot.in.head.frame != frame) continue;
      slot.last = frame;
      slot.waiting = false;
    }
  }
  // Whether a frame of voice 0 waits for the others.
  bool held_up(std::int64_t frame) {
    voices[0]->send(frame);
    collect();
    const bool waits = queue.incomplete(frame);
    run(frame);
    return waits;
  }

  std::vector<std::unique_ptr<InterruptedVoice>> voices;
  InterruptedQueue queue;
  std::vector<int> resets;
};

}  // namespace

TEST_CASE("The first record of a new owner counts, even if it came between two looks") {
  Rig rig(1);
  InterruptedVoice& voice = *rig.voices[0];
  voice.claim_anew();
  voice.send(4);
  rig.collect();
  rig.run(4);
  voice.claim.generation.interruption = [&] {
    voice.claim_anew();
    voice.send(5);
  };
  rig.collect();
  CHECK(rig.queue.oldest() == 5);
  rig.collect();
  CHECK(rig.queue.oldest() == 5);
  CHECK(rig.resets == std::vector<int>{0, 0});
}

TEST_CASE("What an earlier owner sent is forgotten, also where it waits already") {
  Rig rig(1);
  InterruptedVoice& voice = *rig.voices[0];
  voice.claim_anew();
  voice.send(4);
  rig.collect();
  voice.send(5);
  voice.claim_anew();
  voice.send(6);
  rig.collect();
  CHECK(rig.queue.oldest() == 6);
}

TEST_CASE("Generations wrap") {
  Rig rig(1);
  InterruptedVoice& voice = *rig.voices[0];
  voice.claim.generation.value = 0xfffffffe;
  for (std::int64_t frame = 1; frame < 5; ++frame) {
    voice.claim_anew();
    voice.send(frame);
    rig.collect();
    CHECK(rig.queue.oldest() == frame);
    rig.run(frame);
  }
}

TEST_CASE("A frame waits for a voice that played the frame before, but not for a paused one") {
  Rig rig(2);
  for (auto& voice : rig.voices) voice->claim_anew();
  rig.voices[1]->send(1);
  CHECK_FALSE(rig.held_up(1));
  CHECK(rig.held_up(2));  // its record may still come
  CHECK_FALSE(rig.held_up(3));
  CHECK_FALSE(rig.held_up(4));
}

TEST_CASE("A unit that owns a voice and sends nothing holds up two frames, not all") {
  Rig rig(2);
  for (auto& voice : rig.voices) voice->claim_anew();
  CHECK(rig.held_up(1));
  CHECK(rig.held_up(2));
  for (std::int64_t frame = 3; frame < 100; ++frame) CHECK_FALSE(rig.held_up(frame));
  rig.voices[1]->claim_anew();  // another owner, which may start
  CHECK(rig.held_up(100));
}

TEST_CASE("After a change of the frames, too, a paused unit holds up two frames only") {
  Rig rig(2);
  for (auto& voice : rig.voices) voice->claim_anew();
  rig.voices[1]->send(1000);
  CHECK_FALSE(rig.held_up(1000));
  rig.queue.restart();
  int waits = 0;
  for (std::int64_t frame = 500; frame < 600; ++frame) waits += rig.held_up(frame);
  CHECK(waits <= 2);
}
