// Either process may be killed at any moment; the other one and its successor continue to work.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <memory>
#include <thread>

#include "ipc/segment.h"
#include "ipc/wake_semaphore.h"
#include "support/catch.h"

using namespace hemiola::ipc;
using namespace std::chrono_literals;

namespace {

// A worker that sends every record back with each float doubled, until it is killed.
[[noreturn]] void echo(const std::string& name) {
  const Segment segment = Segment::open(name);
  Header& header = segment.header();
  EncoderVoice& voice = segment.encoder(0);
  auto record = std::make_unique<Samples>();
  auto answer = std::make_unique<Latents>();
  drain(voice.to_worker);
  header.epoch.fetch_add(1);
  header.state.store(WorkerState::ready);
  for (;;) {
    if (!read_record(voice.to_worker, *record)) continue;
    answer->describe(Kind::latents, 200, record->head.generation, record->head.frame);
    for (int i = 0; i < 200; ++i) answer->floats[i] = 2 * record->floats[i];
    write_record(voice.to_server, *answer);
  }
}

}  // namespace

TEST_CASE("A worker killed at any moment leaves whole records, and the next one serves") {
  ServerFacts facts;
  facts.pid = getpid();
  Segment segment = Segment::create(1, facts);
  EncoderVoice& voice = segment.encoder(0);
  auto answer = std::make_unique<Latents>();
  std::int64_t frame = 0;
  std::int64_t answered = 0;
  std::int64_t torn = 0;
  for (int life = 1; life <= 20; ++life) {
    segment.header().state.store(WorkerState::absent);
    const pid_t child = fork();
    if (child == 0) echo(segment.name());
    const auto deadline = std::chrono::steady_clock::now() + 600s;
    while (segment.header().state.load() != WorkerState::ready) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::yield();
    }
    REQUIRE(segment.header().epoch.load() == static_cast<std::uint32_t>(life));
    const std::int64_t before = answered;
    const auto end = std::chrono::steady_clock::now() + 5ms + std::chrono::microseconds(137 * life);
    const auto play = [&] {
      voice.gather.describe(Kind::samples, 256, 1, ++frame);
      for (int i = 0; i < 256; ++i) voice.gather.floats[i] = static_cast<float>(frame + i);
      write_record(voice.to_worker, voice.gather);
      while (read_record(voice.to_server, *answer)) {
        ++answered;
        for (int i = 0; i < 200; ++i)
          torn += answer->floats[i] != 2.0f * static_cast<float>(answer->head.frame + i);
      }
    };
    while (std::chrono::steady_clock::now() < end || answered == before) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      play();
    }
    kill(child, SIGKILL);
    play();
    int status = 0;
    waitpid(child, &status, 0);
    for (int after = 0; after < 300; ++after) play();  // the full ring causes no error
  }
  CHECK(torn == 0);
  CHECK(answered > 20);
  remove_segment(segment.name());
}

TEST_CASE("A worker's id is not that of a dead process, nor of another one of its number") {
  const WorkerId own = worker_id(getpid());
  CHECK(pid_of(own) == getpid());
  CHECK(runs(own));
  CHECK_FALSE(runs(0));
  CHECK_FALSE(runs(own + (WorkerId{1} << 32)));
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const WorkerId other = worker_id(child);
  CHECK(runs(other));
  kill(child, SIGKILL);
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  CHECK_FALSE(runs(other));  // ended, but not waited for yet
  waitpid(child, nullptr, 0);
  CHECK_FALSE(runs(other));
}

TEST_CASE("A server that is killed leaves a segment that the next server removes") {
  int names[2];
  REQUIRE(pipe(names) == 0);
  const pid_t child = fork();
  if (child == 0) {
    ServerFacts facts;
    facts.pid = getpid();
    const Segment segment = Segment::create(1, facts);
    const auto written = write(names[1], segment.name().c_str(), segment.name().size() + 1);
    pause();
    _exit(written > 0 ? 0 : 1);
  }
  char name[256] = {};
  REQUIRE(read(names[0], name, sizeof name) > 0);
  CHECK(remove_stale_segments() == 0);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  const Segment still_mine = Segment::open(name);
  CHECK(remove_stale_segments() == 1);
  CHECK_THROWS(Segment::open(name));
  CHECK(still_mine.voices() == 1);
}

TEST_CASE("A wake-up at the semaphore's maximum is no error") {
  WakeSemaphore wake(std::numeric_limits<int>::max());  // the maximum of a semaphore
  post_wake(wake);
  CHECK(wake.try_wait());
}
