// Days of frames at maximum speed through clock, rings and loop, from just before the counters'
// wrap.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "../worker/wire.h"
#include "ipc/segment.h"
#include "ipc/wake_semaphore.h"
#include "worker/loop.h"

namespace {

using namespace hemiola;

constexpr int kHop = 64;  // short, so that days pass quickly
constexpr int kBlock = 64;
constexpr double kRate = 6000;  // 93.75 frames per second, as with the default model at 48 kHz
constexpr std::uint32_t kFirstBlock = 0xffffff00u;

long resident_kb() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (word == "VmRSS:") break;
  long kb = 0;
  status >> kb;
  return kb;
}

// One encoder and one decoder, run block by block like the units.
class Days {
 public:
  Days() : segment_(make()), loop_(segment_) {
    auto wire = std::make_unique<test::Wire>(kHop, 1);
    wire_ = wire.get();
    loop_.use(std::move(wire));
    timing_ = segment_.geometry().timing;
    segment_.encoder(0).claim.taken = segment_.decoder(0).claim.taken = 1;
    segment_.encoder(0).claim.generation = segment_.decoder(0).claim.generation = 1;
  }
  ~Days() { ipc::remove_segment(segment_.name()); }

  std::uint64_t wrong() const { return wrong_; }
  std::uint64_t frames() const { return frames_; }

  void block() {
    const std::int64_t start = clock_.extend(counter_++) * kBlock;
    if (first_ == 0) first_ = timing_.gathered_at(start);
    encode(timing_.gathered_at(start));
    loop_.run_once();
    wire_->batches.clear();
    const std::int64_t shown = timing_.shown_at(start);
    if (shown >= first_) decode(shown);
    loop_.run_once();
    if (timing_.played_at(start) >= first_) play(timing_.played_at(start));
    ipc::wait_for_wake(segment_.header().reply, std::chrono::microseconds(0));
  }

 private:
  static ipc::Segment make() {
    ipc::ServerFacts facts;
    facts.sample_rate = kRate;
    facts.pid = getpid();
    facts.offline = 1;
    facts.latency = {0, kBlock, kBlock};
    return ipc::Segment::create(1, facts);
  }
  static float value(std::int64_t frame) { return static_cast<float>(frame % 65521); }

  void encode(std::int64_t frame) {
    auto& voice = segment_.encoder(0);
    voice.gather.describe(ipc::Kind::samples, kHop, 1, frame);
    std::fill_n(voice.gather.floats, kHop, value(frame));
    wrong_ += !ipc::write_record(voice.to_worker, voice.gather);
    commit(segment_.header().encode_commit, frame);
    ++frames_;
  }
  void decode(std::int64_t frame) {
    auto& from = segment_.encoder(0);
    wrong_ += !ipc::read_record(from.to_server, from.pending) || from.pending.head.frame != frame ||
              from.pending.floats[0] != value(frame);
    auto& to = segment_.decoder(0);
    to.ask.describe(ipc::Kind::latents, segment_.geometry().latents(), 1, frame);
    std::copy_n(from.pending.floats, segment_.geometry().latents(), to.ask.floats);
    wrong_ += !ipc::write_record(to.to_worker, to.ask);
    commit(segment_.header().decode_commit, frame);
  }
  // Commits a frame like a waiting unit, with a wake-up, so that no run sleeps until its next poll.
  void commit(ipc::NewestFrame& newest, std::int64_t frame) {
    newest.raise_to(segment_.header().geometry.version(), frame);
    ipc::post_wake(segment_.header().wake);
  }
  void play(std::int64_t frame) {
    auto& from = segment_.decoder(0);
    wrong_ += !ipc::read_record(from.to_server, from.sound[0]) ||
              from.sound[0].head.frame != frame || from.sound[0].floats[kHop - 1] != value(frame);
  }

  ipc::Segment segment_;
  worker::Loop loop_;
  test::Wire* wire_ = nullptr;
  ipc::Timing timing_;
  ipc::BlockClock clock_;
  std::uint32_t counter_ = kFirstBlock;
  std::int64_t first_ = 0;
  std::uint64_t frames_ = 0;
  std::uint64_t wrong_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const double days = count > 1 ? std::atof(arguments[1]) : 30;
  const auto frames = static_cast<std::uint64_t>(days * 86400 * kRate / kHop);
  Days run;
  long before_kb = 0;
  while (run.frames() < frames) {
    run.block();
    if (run.frames() == frames / 10 + 1) before_kb = resident_kb();
  }
  const long grown_kb = resident_kb() - before_kb;
  std::printf("%llu frames, %llu at a wrong sample or with a wrong value, memory %+ld kB\n",
              static_cast<unsigned long long>(run.frames()),
              static_cast<unsigned long long>(run.wrong()), grown_kb);
  return run.wrong() == 0 && grown_kb < 256 ? 0 : 1;
}
