// A snapshot is read consistently, with its own version, at any moment of a write.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "ipc/newest_frame.h"
#include "ipc/segment.h"
#include "support/catch.h"

using namespace hemiola::ipc;

namespace {

// Every field contains the version, so that a mix of two versions is detected.
Geometry numbered(std::uint32_t version) {
  Geometry geometry;
  geometry.timing = {version, version + 1, version + 2};
  geometry.lookback = geometry.lookahead = geometry.synthesis = version;
  geometry.places = geometry.channels_per_place = geometry.rhythm = static_cast<int>(version);
  return geometry;
}

void publish_on_and_on(Segment& segment, std::uint32_t last) {
  for (std::uint32_t version = segment.header().geometry.version() + 1; version <= last; ++version)
    segment.publish(numbered(version));
}

struct Seen {
  int wrong = 0, backwards = 0, missed = 0;
  std::uint32_t newest = 0;
};

// Reads until this version or a later one is published.
Seen read_on_and_on(const Segment& segment, std::uint32_t last) {
  Seen seen;
  while (seen.newest < last) {
    Snapshot<Geometry>::Versioned found;
    if (!segment.header().geometry.load(found)) {
      ++seen.missed;
      continue;
    }
    seen.wrong += found.value != (found.version == 0 ? Geometry{} : numbered(found.version));
    seen.backwards += found.version < seen.newest;
    seen.newest = found.version;
  }
  return seen;
}

ServerFacts facts() {
  ServerFacts facts;
  facts.sample_rate = 48000;
  facts.pid = getpid();
  return facts;
}

struct Made {
  Segment segment = Segment::create(1, facts());
  ~Made() { remove_segment(segment.name()); }
};

}  // namespace

TEST_CASE("Before anything is published a snapshot is version 0 and empty") {
  Made made;
  Snapshot<Geometry>::Versioned found{7, numbered(7)};
  REQUIRE(made.segment.header().geometry.load(found));
  CHECK(found.version == 0);
  CHECK(found.value == Geometry{});
}

TEST_CASE("Between two threads a geometry arrives whole and with its own version") {
  Made made;
  constexpr std::uint32_t kLast = 200'000;
  std::thread writer([&] { publish_on_and_on(made.segment, kLast); });
  const Seen seen = read_on_and_on(made.segment, kLast);
  writer.join();
  CHECK(seen.wrong == 0);
  CHECK(seen.backwards == 0);
  CHECK(seen.newest == kLast);
}

TEST_CASE("A process that is killed while it publishes leaves a whole geometry") {
  Made made;
  for (std::uint32_t life = 0; life < 12; ++life) {
    const pid_t child = fork();
    if (child == 0) {
      Segment own = Segment::open(made.segment.name());
      publish_on_and_on(own, 4'000'000'000);
      _exit(0);
    }
    const std::uint32_t before = made.segment.header().geometry.version();
    const Seen seen = read_on_and_on(made.segment, before + 500 + 137 * life);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(seen.wrong == 0);
    REQUIRE(seen.backwards == 0);
    Snapshot<Geometry>::Versioned left;
    REQUIRE(made.segment.header().geometry.load(left));
    REQUIRE(left.value == (left.version == 0 ? Geometry{} : numbered(left.version)));
  }
}

TEST_CASE("The newest frame only rises, and whoever raises it first is told so") {
  NewestFrame newest;
  CHECK(newest.of(1) == NewestFrame::kNone);
  CHECK(newest.raise_to(1, -3));
  CHECK(newest.of(1) == -3);
  CHECK(newest.raise_to(1, 5));
  CHECK_FALSE(newest.raise_to(1, 5));
  CHECK_FALSE(newest.raise_to(1, 4));
  CHECK(newest.of(1) == 5);
  CHECK(newest.of(2) == NewestFrame::kNone);
}

TEST_CASE("Frames of a newer geometry count from anew, also those with smaller numbers") {
  NewestFrame newest;
  CHECK(newest.raise_to(1, 1'000'000));
  CHECK(newest.raise_to(2, 500'000));
  CHECK(newest.of(2) == 500'000);
  CHECK(newest.of(1) == NewestFrame::kNone);
  CHECK_FALSE(newest.raise_to(1, 1'000'001));  // from a unit that has not seen the change yet
  CHECK(newest.of(2) == 500'000);
}

TEST_CASE("Versions of a geometry wrap without a frame being lost") {
  NewestFrame newest;
  for (std::uint32_t version = 1; version < 200'000; version += 1'000) {
    REQUIRE(newest.raise_to(version, 10));
    REQUIRE(newest.of(version) == 10);
    REQUIRE(newest.raise_to(version, 11));
  }
}
