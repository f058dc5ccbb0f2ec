// The triple buffer: whole values, in order, finally the newest one.
#include <cstdint>
#include <thread>

#include "osc/triple_buffer.h"
#include "support/catch.h"

namespace {
struct Pair {
  std::uint64_t a = 0, b = 0, c = 0;
};
}  // namespace

TEST_CASE("a reader sees whole values that never go back, and the last one at the end") {
  hemiola::osc::TripleBuffer<Pair> latest;
  CHECK(latest.read().a == 0);
  constexpr std::uint64_t kLast = 300000;
  std::thread writer([&] {
    for (std::uint64_t i = 1; i <= kLast; ++i) latest.write({i, 2 * i, 3 * i});
  });
  std::uint64_t before = 0;
  bool whole = true, forward = true;
  while (before < kLast) {
    const Pair& now = latest.read();
    whole = whole && now.b == 2 * now.a && now.c == 3 * now.a;
    forward = forward && now.a >= before;
    before = now.a;
  }
  writer.join();
  CHECK(whole);
  CHECK(forward);
  CHECK(latest.read().a == kLast);
}
