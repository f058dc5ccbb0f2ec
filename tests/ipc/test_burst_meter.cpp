// The burst size is measured from burst starts, with any gaps between observations.
#include <random>

#include "ipc/burst_meter.h"
#include "support/catch.h"

using hemiola::ipc::BurstMeter;

namespace {

// A server whose burst starts are observed, with a given number of bursts between two observations.
struct Server {
  explicit Server(int blocks, std::uint32_t first = 0) : blocks(blocks), block(first) {}
  void look(BurstMeter& meter, int bursts_later) {
    block += static_cast<std::uint32_t>(blocks * bursts_later);
    meter.add_start(block);
  }
  int blocks;
  std::uint32_t block;
};

}  // namespace

TEST_CASE("Nothing is known of a server that was not looked at") {
  BurstMeter meter;
  CHECK(meter.estimate() == 0);
  CHECK(meter.confirmed() == 0);
  meter.add_start(7);
  CHECK(meter.estimate() == 0);
}

TEST_CASE("Any size is found, if only some looks are at bursts in a row") {
  for (const int blocks : {1, 2, 3, 7, 9, 15, 16, 64, 75, 128, 1024, 4096}) {
    std::mt19937 random(blocks);
    std::uniform_int_distribution<int> later(1, 3);
    BurstMeter meter;
    Server server(blocks, 0xfffffff0u);  // the counter wraps
    for (int i = 0; i < 6; ++i) server.look(meter, 1);
    CHECK(meter.estimate() == blocks);
    for (int i = 0; i < 40; ++i) server.look(meter, later(random));
    CHECK(meter.confirmed() == blocks);
  }
}

TEST_CASE("Looks that never see two bursts in a row are no proof") {
  BurstMeter meter;
  Server server(4);
  for (int i = 0; i < 60; ++i) server.look(meter, i % 3 == 0 ? 3 : 2);
  CHECK(meter.confirmed() == 0);
  CHECK(meter.estimate() == 4);
}

TEST_CASE("Some beginnings that are none don't matter to whoever expects them") {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> percent(0, 99), within(1, 15);
  BurstMeter meter(0.25);
  Server server(16);
  int unsure = 0, wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    server.look(meter, percent(random) < 80 ? 1 : 2);
    if (percent(random) < 10) meter.add_start(server.block + static_cast<unsigned>(within(random)));
    if (i < 40) continue;
    unsure += meter.confirmed() == 0;
    wrong += meter.confirmed() != 0 && meter.confirmed() != 16;
  }
  CHECK(wrong == 0);
  CHECK(unsure < 500);
}

TEST_CASE("Beginnings that are seen at random are not taken for a wider grid") {
  std::mt19937 random(2);
  std::uniform_int_distribution<int> later(1, 5);
  BurstMeter meter;
  Server server(1);
  for (int i = 0; i < 20'000; ++i) {
    server.look(meter, later(random));
    if (meter.confirmed() > 1) FAIL("taken for " << meter.confirmed());
  }
}

TEST_CASE("A size that changes is followed, and never mistaken for a third one") {
  BurstMeter meter;
  Server server(1);
  for (int i = 0; i < 40; ++i) server.look(meter, 1);
  REQUIRE(meter.confirmed() == 1);
  int looks = 0;
  for (server.blocks = 16; meter.confirmed() != 16 && looks < 100; ++looks) {
    server.look(meter, 1);
    CHECK((meter.confirmed() == 0 || meter.confirmed() == 1 || meter.confirmed() == 16));
  }
  CHECK(looks <= 32);
  looks = 0;
  for (server.blocks = 4; meter.confirmed() != 4 && looks < 100; ++looks) {
    server.look(meter, 1);
    CHECK((meter.confirmed() == 0 || meter.confirmed() == 4 || meter.confirmed() == 16));
  }
  CHECK(looks <= 32);
}
