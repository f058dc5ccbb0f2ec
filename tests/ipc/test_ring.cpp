// Records pass through the rings completely or not at all, between threads that never wait.
#include <cstring>
#include <limits>
#include <memory>
#include <thread>

#include "ipc/record.h"
#include "support/catch.h"

using namespace hemiola::ipc;

namespace {

constexpr std::size_t kFloats = 100;
using SmallRecord = Record<kFloats>;
using SmallRing = Ring<250>;  // space for two records of maximum size, and a bit more

SmallRecord numbered(std::int64_t frame, std::size_t count = kFloats) {
  SmallRecord record;
  record.describe(Kind::samples, count, 7, frame);
  for (std::size_t i = 0; i < count; ++i) record.floats[i] = static_cast<float>(frame % 1000 + i);
  return record;
}

}  // namespace

TEST_CASE("A record that does not fit leaves the ring as it was") {
  auto ring = std::make_unique<SmallRing>();
  CHECK(write_record(*ring, numbered(1)));
  CHECK(write_record(*ring, numbered(2)));
  const std::size_t before = ring->read_available();
  CHECK_FALSE(write_record(*ring, numbered(3)));
  CHECK(ring->read_available() == before);
  SmallRecord record;
  CHECK(read_record(*ring, record));
  CHECK(record.head.frame == 1);
  CHECK(read_record(*ring, record));
  CHECK(record.head.frame == 2);
  CHECK_FALSE(read_record(*ring, record));
}

TEST_CASE("Floats come out to the bit, with kind, generation and frame") {
  auto ring = std::make_unique<SmallRing>();
  SmallRecord in = numbered(-5'000'000'000, 3);
  in.floats[0] = std::numeric_limits<float>::quiet_NaN();
  in.floats[1] = -0.0f;
  in.floats[2] = std::numeric_limits<float>::denorm_min();
  REQUIRE(write_record(*ring, in));
  SmallRecord out;
  REQUIRE(read_record(*ring, out));
  CHECK(std::memcmp(in.floats, out.floats, 3 * sizeof(float)) == 0);
  CHECK(out.is(Kind::samples, 3));
  CHECK_FALSE(out.is(Kind::latents, 3));
  CHECK_FALSE(out.is(Kind::samples, 4));
  CHECK(out.head.generation == 7);
  CHECK(out.head.frame == -5'000'000'000);
}

TEST_CASE("Words that are no record empty the ring instead of shifting all that follows") {
  auto ring = std::make_unique<SmallRing>();
  SmallRecord record;
  for (const std::uint32_t first : {0u, 3u, 105u, 0xffffffffu}) {
    ring->push(first);
    ring->push(1u);
    CHECK_FALSE(read_record(*ring, record));
    CHECK(ring->read_available() == 0);
  }
  CHECK(write_record(*ring, numbered(9)));
  CHECK(read_record(*ring, record));
  CHECK(record.head.frame == 9);
}

TEST_CASE("Millions of words between two threads arrive whole and in order") {
  auto ring = std::make_unique<SmallRing>();
  constexpr std::int64_t kFrames = 100'000;
  std::thread writer([&] {
    for (std::int64_t frame = 0; frame < kFrames;) {
      if (write_record(*ring, numbered(frame, 1 + frame % kFloats)))
        ++frame;
      else
        std::this_thread::yield();
    }
  });
  SmallRecord record;
  std::int64_t wrong = 0;
  for (std::int64_t frame = 0; frame < kFrames;) {
    if (!read_record(*ring, record)) {
      std::this_thread::yield();
      continue;
    }
    const SmallRecord wanted = numbered(frame, 1 + frame % kFloats);
    wrong +=
        std::memcmp(&record, &wanted, sizeof(RecordHead) + wanted.count() * sizeof(float)) != 0;
    ++frame;
  }
  writer.join();
  CHECK(wrong == 0);
}
