// Subscriptions: rates, ends, and limits.
#include "osc/subscriptions.h"

#include <cmath>

#include "support/catch.h"
#include "support/packets.h"

namespace hemiola::osc {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = Subscriptions::Clock;

constexpr double kFrameSeconds = 0.01;
const Clock::time_point kStart = Clock::time_point() + std::chrono::hours(1000);

Peer receiver(std::uint16_t port) {
  return Endpoint(boost::asio::ip::address_v4::loopback(), port);
}

// Sent messages: port and contents
struct Post {
  Subscriptions::Send send = [this](const Peer& to, const std::string& packet) {
    letters.emplace_back(to.address.port(), packets::read(packet));
  };
  int count(int port, const std::string& address) const {
    return static_cast<int>(std::count_if(letters.begin(), letters.end(), [&](const auto& each) {
      return each.first == port && each.second.address == address;
    }));
  }
  std::vector<std::pair<int, packets::Message>> letters;
};

LatentFrame frame(int voice, std::int64_t number, float rhythm) {
  LatentFrame frame;
  frame.voice = voice;
  frame.number = number;
  frame.frame_seconds = kFrameSeconds;
  frame.harmony_channels = 3;
  frame.rhythm_channels = 2;
  frame.values = {0.5f, -1, 2, rhythm, rhythm};
  return frame;
}

constexpr std::array<float, 12> kTriad = {0.5f, 0, 0, 0, 0.5f, 0, 0, 0.5f};  // C

Request request(Action action, int voice = -1, double rate_hz = 0) {
  return {.action = action, .voice = voice, .rate_hz = rate_hz};
}

// Plays frames of voice 1, each ten milliseconds long.
void play(Subscriptions& subscriptions, Post& post, int first, int last) {
  for (int n = first; n <= last; ++n)
    subscriptions.send_frame(frame(1, n, 0), kStart + milliseconds(10) * n, post.send);
}

}  // namespace

TEST_CASE("latents are sent with all their channels, of the voice that was asked for") {
  Subscriptions subscriptions(4);
  Post post;
  CHECK_FALSE(subscriptions.listening());
  CHECK(subscriptions.add(receiver(9), request(Action::latents, 1), kStart).empty());
  CHECK(subscriptions.listening());
  subscriptions.send_frame(frame(0, 1, 7), kStart, post.send);
  CHECK(post.letters.empty());
  subscriptions.send_frame(frame(1, 1, 7), kStart, post.send);
  REQUIRE(post.letters.size() == 2);
  CHECK(post.letters[0].second.address == "/hemiola/1/harmony");
  CHECK(post.letters[0].second.numbers == std::vector<double>{0.5, -1, 2});
  CHECK(post.letters[1].second.address == "/hemiola/1/rhythm");
  CHECK(post.letters[1].second.numbers == std::vector<double>{7, 7});
}

TEST_CASE("a rate is kept on average, and no rate means every frame") {
  Subscriptions subscriptions(4);
  Post post;
  subscriptions.add(receiver(1), request(Action::latents, 1), kStart);
  subscriptions.add(receiver(2), request(Action::latents, -1, 30), kStart);
  subscriptions.add(receiver(3), request(Action::latents, 1, 1000), kStart);
  play(subscriptions, post, 1, 1000);
  CHECK(post.count(1, "/hemiola/1/harmony") == 1000);
  CHECK(std::abs(post.count(2, "/hemiola/1/harmony") - 300) <= 2);
  CHECK(post.count(3, "/hemiola/1/harmony") == 1000);
  CHECK(post.count(2, "/hemiola/1/rhythm") == post.count(2, "/hemiola/1/harmony"));
}

TEST_CASE("onsets are sent when they happen, not closer together than asked for") {
  Subscriptions subscriptions(4);
  Post post;
  subscriptions.add(receiver(1), request(Action::onsets), kStart);
  subscriptions.add(receiver(2), request(Action::onsets, 1, 2), kStart);
  for (int n = 1; n <= 200; ++n)  // one hit each 0.2 s
    subscriptions.send_frame(frame(1, n, n % 20 == 10 ? 2.0f : 0.0f), kStart + milliseconds(10) * n,
                             post.send);
  CHECK(post.count(1, "/hemiola/1/onset") == 10);
  CHECK(post.count(2, "/hemiola/1/onset") == 4);
  CHECK(post.letters.at(0).second.numbers == std::vector<double>{2});
}

TEST_CASE("chroma is sent as twelve numbers, and nothing where a model can't read it") {
  Subscriptions subscriptions(4);
  Post post;
  subscriptions.add(receiver(9), request(Action::latents), kStart);
  CHECK_FALSE(subscriptions.listening_to_notes());
  subscriptions.end(receiver(9));
  subscriptions.add(receiver(1), request(Action::chroma, 1), kStart);
  CHECK(subscriptions.listening());
  CHECK(subscriptions.listening_to_notes());
  play(subscriptions, post, 1, 10);
  CHECK(post.letters.empty());
  LatentFrame told = frame(1, 11, 0);
  told.chroma = kTriad;
  subscriptions.send_frame(told, kStart, post.send);
  REQUIRE(post.count(1, "/hemiola/1/chroma") == 1);
  CHECK(post.letters[0].second.numbers ==
        std::vector<double>{0.5, 0, 0, 0, 0.5, 0, 0, 0.5, 0, 0, 0, 0});
}

TEST_CASE("a chord is told when it has lasted, once, and none is a dash") {
  Subscriptions subscriptions(4);
  Post post;
  subscriptions.add(receiver(1), request(Action::chord), kStart);
  const auto hear = [&](int first, int last, const std::array<float, 12>& chroma) {
    for (int n = first; n <= last; ++n) {
      LatentFrame told = frame(1, n, 0);
      told.chroma = chroma;
      subscriptions.send_frame(told, kStart + milliseconds(10) * n, post.send);
    }
  };
  hear(1, 100, kTriad);
  REQUIRE(post.count(1, "/hemiola/1/chord") == 2);  // none in the very beginning
  CHECK(post.letters[0].second.strings.at(0) == "-");
  CHECK(post.letters[1].second.strings.at(0) == "C");
  CHECK(post.letters[1].second.numbers.at(0) > 0.9);
  hear(101, 104, {});  // too short to count
  hear(105, 200, kTriad);
  CHECK(post.count(1, "/hemiola/1/chord") == 2);
  std::array<float, 12> turned{};  // A
  for (std::size_t i = 0; i < 12; ++i) turned[(i + 9) % 12] = kTriad[i];
  hear(201, 300, turned);
  REQUIRE(post.count(1, "/hemiola/1/chord") >= 3);
  CHECK(post.letters.back().second.strings.at(0) == "A");
  subscriptions.add(receiver(2), request(Action::chord), kStart);  // hears what sounds already
  hear(301, 301, turned);
  CHECK(post.count(2, "/hemiola/1/chord") == 1);
  hear(302, 500, {});
  CHECK(post.letters.back().second.strings.at(0) == "-");
}

TEST_CASE("a status is due by the clock, without any frame") {
  Subscriptions subscriptions(4);
  Post post;
  CHECK(subscriptions.next_status() == Clock::time_point::max());
  subscriptions.add(receiver(1), request(Action::pushed_status, -1, 4), kStart);
  CHECK_FALSE(subscriptions.listening());
  CHECK(subscriptions.next_status() == kStart);
  const std::string packet = packets::message("/hemiola/status", "ready", 1);
  subscriptions.send_status(packet, kStart, post.send);
  CHECK(subscriptions.next_status() == kStart + milliseconds(250));
  subscriptions.send_status(packet, kStart + milliseconds(100), post.send);
  CHECK(post.count(1, "/hemiola/status") == 1);
  subscriptions.send_status(packet, kStart + milliseconds(250), post.send);
  CHECK(post.count(1, "/hemiola/status") == 2);
}

TEST_CASE("a subscription ends in time unless it is renewed, and when it is ended") {
  Subscriptions subscriptions(4);
  Post post;
  for (std::uint16_t port : {1, 2, 3})
    subscriptions.add(receiver(port), request(Action::latents), kStart);
  subscriptions.add(receiver(2), request(Action::latents), kStart + seconds(20));
  subscriptions.end(receiver(3));
  const auto at = [&](int s) {
    post.letters.clear();
    subscriptions.send_frame(frame(1, s, 0), kStart + seconds(s), post.send);
  };
  at(29);
  CHECK(post.count(1, "/hemiola/1/harmony") == 1);
  CHECK(post.count(2, "/hemiola/1/harmony") == 1);
  CHECK(post.count(3, "/hemiola/1/harmony") == 0);
  at(30);
  CHECK(post.count(1, "/hemiola/1/harmony") == 0);
  CHECK(post.count(2, "/hemiola/1/harmony") == 1);
  at(50);
  CHECK(post.letters.empty());
  CHECK_FALSE(subscriptions.listening());
}

TEST_CASE("there are so many subscriptions and no more, and a renewed one is not another") {
  Subscriptions subscriptions(4);
  for (std::uint16_t port = 1; port <= Subscriptions::kMaxSubscriptions; ++port)
    CHECK(subscriptions.add(receiver(port), request(Action::latents), kStart).empty());
  CHECK(subscriptions.add(receiver(1), request(Action::latents), kStart).empty());
  CHECK_THAT(std::string(subscriptions.add(receiver(65), request(Action::latents), kStart)),
             hemiola::tests::Contains("unsubscribe"));
  CHECK(subscriptions.add(receiver(65), request(Action::latents), kStart + seconds(31)).empty());
}

}  // namespace hemiola::osc
