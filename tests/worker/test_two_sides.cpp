// Both sides of the segment at once, a server thread and a worker thread: for ThreadSanitizer, and
// to check that each side reads consistent data.
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>

#include "ipc/exchange.h"
#include "support/catch.h"
#include "wire.h"
#include "worker/loop.h"

using namespace hemiola;
using namespace std::chrono_literals;
using test::Wire;

namespace {

constexpr int kVoices = 3;
constexpr auto kPatience = 600s;  // for ThreadSanitizer on a busy machine

float value(std::int64_t frame, int voice) {
  return static_cast<float>(frame % 4096 + 4096 * voice);
}

// Encoder and decoder of a voice, without a server. All values of a frame are the same.
class Voice {
 public:
  Voice(ipc::Segment& segment, int index)
      : header_(segment.header()),
        segment_(segment),
        encoder_(segment.encoder(index)),
        decoder_(segment.decoder(index)),
        index_(index) {}

  void claim() {
    encoder_.claim.taken.store(1);
    decoder_.claim.taken.store(1);
    begin_again();
  }
  void leave() {
    encoder_.claim.taken.store(0);
    decoder_.claim.taken.store(0);
  }
  // Starts with a new owner or a new geometry.
  void begin_again() {
    geometry_ = segment_.versioned_geometry();
    encoder_generation_ = encoder_.claim.generation.fetch_add(1) + 1;
    decoder_generation_ = decoder_.claim.generation.fetch_add(1) + 1;
    ipc::drain(encoder_.to_server);
    ipc::drain(decoder_.to_server);
    latents_waiting_ = sound_waiting_ = false;
    first_ = -1;
  }

  void tick(std::int64_t frame) {
    const auto hop = static_cast<std::size_t>(geometry_.value.timing.hop);
    if (first_ < 0) first_ = frame;
    encoder_.gather.describe(ipc::Kind::samples, hop, encoder_generation_, frame);
    std::fill_n(encoder_.gather.floats, hop, value(frame, index_));
    ipc::send(header_, encoder_.to_worker, encoder_.gather, header_.newest_encode,
              geometry_.version);
    const std::int64_t oldest = std::max(first_, frame - 1 - ipc::kMaxLate);
    if (ipc::take(encoder_.to_server, encoder_.pending, latents_waiting_, oldest, frame - 1,
                  encoder_generation_, ipc::Kind::latents,
                  static_cast<std::size_t>(geometry_.value.latents())) != ipc::Taken::nothing)
      show();
    if (ipc::take(decoder_.to_server, decoder_.sound[0], sound_waiting_, oldest, frame - 1,
                  decoder_generation_, ipc::Kind::sound, 2 * hop) != ipc::Taken::nothing)
      play(hop);
  }

  std::int64_t shown = 0, played = 0, wrong = 0;

 private:
  void show() {
    const ipc::Latents& latents = encoder_.pending;
    ++shown;
    wrong += latents.floats[0] != value(latents.head.frame, index_);
    decoder_.ask = latents;
    decoder_.ask.head.generation = decoder_generation_;
    ipc::send(header_, decoder_.to_worker, decoder_.ask, header_.newest_decode, geometry_.version);
  }
  void play(std::size_t hop) {
    const ipc::Sound& sound = decoder_.sound[0];
    ++played;
    wrong += sound.floats[0] != value(sound.head.frame, index_) ||
             sound.floats[hop - 1] != value(sound.head.frame, index_);
  }

  ipc::Header& header_;
  ipc::Segment& segment_;
  ipc::EncoderVoice& encoder_;
  ipc::DecoderVoice& decoder_;
  int index_;
  ipc::Snapshot<ipc::Geometry>::Versioned geometry_;
  std::uint32_t encoder_generation_ = 0, decoder_generation_ = 0;
  bool latents_waiting_ = false, sound_waiting_ = false;
  std::int64_t first_ = -1;
};

ipc::Segment make_segment() {
  ipc::ServerFacts facts;
  facts.sample_rate = 48000;
  facts.pid = getpid();
  return ipc::Segment::create(kVoices, facts);
}

// The worker; its model changes size on request. It uses the server's own mapping, because
// ThreadSanitizer treats the same memory at two addresses as different and would find no race.
class Worker {
 public:
  explicit Worker(ipc::Segment& segment) : segment_(segment), thread_([this] { run(); }) {}
  ~Worker() {
    leave_.store(true);
    thread_.join();
  }
  void use_hop(int hop) { wanted_.store(hop); }

 private:
  void run() {
    worker::Loop loop(segment_);
    int hop = 0;
    while (!leave_.load()) {
      if (wanted_.load() != hop) loop.use(std::make_unique<Wire>(hop = wanted_.load(), kVoices));
      loop.run_once();
    }
  }

  ipc::Segment& segment_;
  std::atomic<bool> leave_{false};
  std::atomic<int> wanted_{Wire::kHop};
  std::thread thread_;
};

template <typename Condition>
void wait_for(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(100us);
  }
}

}  // namespace

TEST_CASE("Server and worker side by side: what arrives is whole, while voices come and go") {
  ipc::Segment segment = make_segment();
  Worker worker(segment);
  ipc::Header& header = segment.header();
  wait_for([&] { return header.state.load() == ipc::WorkerState::ready; });
  std::vector<Voice> voices;
  for (int index = 0; index < kVoices; ++index) voices.emplace_back(segment, index);
  voices[0].claim();
  voices[1].claim();
  bool third = false;
  for (std::int64_t frame = 1; frame <= 600; ++frame) {
    if (frame % 7 == 0) {
      third ? voices[2].leave() : voices[2].claim();
      third = !third;
    }
    if (frame % 50 == 0) voices[1].begin_again();
    for (int index = 0; index < (third ? kVoices : kVoices - 1); ++index) voices[index].tick(frame);
    std::this_thread::sleep_for(300us);
  }
  ipc::remove_segment(segment.name());
  for (const Voice& voice : voices) CHECK(voice.wrong == 0);
  // On a busy machine some frames are late, but not nearly all.
  CHECK(voices[0].shown > 100);
  CHECK(voices[0].played > 100);
  CHECK(voices[2].shown > 0);
}

TEST_CASE("Server and worker side by side: a model of another frame is followed, again and again") {
  ipc::Segment segment = make_segment();
  Worker worker(segment);
  ipc::Header& header = segment.header();
  Voice voice(segment, 0);
  std::int64_t frame = 0;
  for (int change = 1; change <= 12; ++change) {
    const int hop = change % 2 != 0 ? Wire::kHop : 128;
    worker.use_hop(hop);
    wait_for([&] { return segment.geometry().timing.hop == hop; });
    REQUIRE(header.geometry.version() == static_cast<std::uint32_t>(change));
    change == 1 ? voice.claim() : voice.begin_again();
    const std::int64_t before = voice.played;
    wait_for([&] {
      voice.tick(++frame);
      return voice.played > before + 5;
    });
  }
  ipc::remove_segment(segment.name());
  CHECK(voice.wrong == 0);
}
