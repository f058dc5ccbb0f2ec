// The lifeline: a worker is told that its server has gone, and ended if it does not end by itself.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "support/catch.h"
#include "worker/lifeline.h"

using hemiola::worker::Lifeline;
using namespace std::chrono_literals;

namespace {

// Waits for it; the limit only prevents a hang.
template <typename Condition>
bool comes(Condition condition) {
  for (int i = 0; i < 6000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
  return condition();
}

}  // namespace

TEST_CASE("a lifeline is whole while the other end is open, and cut when that closes") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::atomic<bool> ended = false;
  {
    const Lifeline lifeline(ends[0], [&] { ended = true; }, 10min);
    std::this_thread::sleep_for(20ms);
    CHECK_FALSE(lifeline.cut());
    close(ends[1]);
    CHECK(comes([&] { return lifeline.cut(); }));
  }
  CHECK_FALSE(ended);  // it ended by itself in time
  close(ends[0]);
}

TEST_CASE("who does not end by itself is ended") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::atomic<bool> ended = false;
  const Lifeline lifeline(ends[0], [&] { ended = true; });
  close(ends[1]);
  CHECK(comes([&] { return ended.load(); }));
  close(ends[0]);
}

TEST_CASE("without a pipe nothing is ever cut") {
  const Lifeline lifeline(-1, [] {});
  CHECK_FALSE(lifeline.cut());
}
