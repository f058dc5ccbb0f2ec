// The server's other tasks, through real sockets: waiting, pushing, loading.
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "client.h"
#include "osc/clock.h"
#include "osc/server.h"

namespace hemiola {
using hemiola::tests::Contains;
using packets::message;
using test::Client;
using namespace std::chrono_literals;

namespace {

osc::LatentFrame frame(int voice, std::int64_t number, float value) {
  osc::LatentFrame frame;
  frame.voice = voice;
  frame.number = number;
  frame.frame_seconds = 0.01;
  frame.harmony_channels = 3;
  frame.rhythm_channels = 2;
  frame.values = {value, value, value, value, value};
  return frame;
}

// Waits up to five seconds.
template <typename Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
  return condition();
}

std::string timed(double seconds, const std::string& element) {
  std::string bytes("#bundle\0", 8);
  const osc::TimeTag time = osc::to_time_tag(seconds);
  packets::append_int(bytes, static_cast<std::uint32_t>(time >> 32));
  packets::append_int(bytes, static_cast<std::uint32_t>(time));
  packets::append_int(bytes, static_cast<std::uint32_t>(element.size()));
  return bytes + element;
}

}  // namespace

TEST_CASE("a bundle for later waits until the worker says that its time has come") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port());
  const double when = osc::seconds_now() + 100;
  client.send(timed(when, message("/hemiola/1/harmony/rotate", 3)));
  CHECK(client.ask(message("/hemiola/ping")).address == "/hemiola/pong");
  osc::Order command;
  CHECK_FALSE(server.poll(command));
  CHECK_FALSE(server.poll(command, osc::to_time_tag(when - 0.001)));
  REQUIRE(server.poll(command, osc::to_time_tag(when)));
  CHECK(command.value == 3);
  const packets::Message far = client.ask(timed(when + 9999, message("/hemiola/1/reset")));
  CHECK(far.address == "/fail");
  CHECK_THAT(far.strings.at(1), Contains("clocks"));
}

TEST_CASE("frames reach a subscriber at the port it sent from or the one it named") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port()), other(server.port());
  const packets::Message answer = client.ask(message("/hemiola/1/subscribe/latents"));
  CHECK(answer.address == "/hemiola/subscribed");
  CHECK(answer.strings.at(0) == "/hemiola/1/subscribe/latents");
  CHECK(answer.numbers == std::vector<double>{30});
  client.ask(message("/hemiola/all/subscribe/onsets", 0, other.port()));
  REQUIRE(soon([&] { return server.listening(); }));
  for (int n = 2; n < 5; ++n) server.show(frame(1, n, n == 4 ? 5.0f : 0.0f));
  for (int n = 2; n < 5; ++n) {
    const packets::Message harmony = client.receive();
    CHECK(harmony.address == "/hemiola/1/harmony");
    CHECK(harmony.numbers == std::vector<double>(3, n == 4 ? 5.0 : 0.0));
    CHECK(client.receive().address == "/hemiola/1/rhythm");
  }
  const packets::Message onset = other.receive();
  CHECK(onset.address == "/hemiola/1/onset");
  CHECK(onset.numbers == std::vector<double>{5});
  client.send(message("/hemiola/unsubscribe"));
  other.send(message("/hemiola/unsubscribe"));
  CHECK(soon([&] { return !server.listening(); }));
}

TEST_CASE("a subscriber whose port is closed is forgotten, and the others go on") {
  osc::Server server({.port = 0, .voices = 4});
  Client stays(server.port());
  auto goes = std::make_unique<Client>(server.port());
  goes->ask(message("/hemiola/all/subscribe/latents"));
  REQUIRE(soon([&] { return server.listening(); }));
  goes.reset();
  int number = 0;
  CHECK(soon([&] {
    server.show(frame(1, ++number, 0));
    return !server.listening();
  }));
  CHECK(number < 20);
  stays.ask(message("/hemiola/all/subscribe/latents"));
  REQUIRE(soon([&] { return server.listening(); }));
  server.show(frame(1, ++number, 0));
  CHECK(stays.receive().address == "/hemiola/1/harmony");
}

TEST_CASE("status is pushed again and again, asked for once") {
  osc::Server server({.port = 0, .voices = 4});
  server.publish({.ready = true, .hop_samples = 512});
  Client client(server.port());
  client.ask(message("/hemiola/subscribe/status", 20));
  for (int i = 0; i < 3; ++i) {
    const packets::Message status = client.receive();
    CHECK(status.address == "/hemiola/status");
    CHECK(status.pairs.at("hop_samples") == 512);
  }
}

namespace {

// Blocks the server's thread from the first message to "/hold" until it is released.
struct Hold : osc::Translator {
  std::optional<Translation> translate(const osc::Message& message, Clock::time_point) override {
    if (message.address != "/hold") return std::nullopt;
    held.set_value();
    let_go.get_future().wait();
    return Translation{};
  }
  std::vector<osc::Message> due(Clock::time_point) override { return {}; }
  Clock::time_point next_due() const override { return Clock::time_point::max(); }

  std::promise<void> held, let_go;
};

}  // namespace

TEST_CASE("a worker that shows more than anybody takes never waits, and what was first is kept") {
  Hold hold;
  osc::Server server({.port = 0, .voices = 4, .translator = &hold});
  Client client(server.port()), other(server.port());
  client.ask(message("/hemiola/all/subscribe/latents"));
  REQUIRE(soon([&] { return server.listening(); }));
  other.send(message("/hold"));
  hold.held.get_future().wait();
  // Nothing is processed now: a call that waits would wait forever.
  for (int n = 0; n < 20000; ++n) {
    server.show(frame(n % 4, n, static_cast<float>(n)));
    server.publish({.ready = true});
    osc::Order command;
    CHECK_FALSE(server.poll(command));
    CHECK_FALSE(server.load_wanted());
  }
  CHECK(client.silent());
  hold.let_go.set_value();
  for (int n = 0; n < 20; ++n) {
    CHECK(client.receive().numbers.at(0) == n);  // harmony
    CHECK(client.receive().numbers.at(0) == n);  // rhythm
  }
}

TEST_CASE("a model is wanted once, and whoever asked is told how it went") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port()), other(server.port());
  CHECK_FALSE(server.load_wanted());
  client.send(message("/hemiola/model", "night.safetensors"));
  std::optional<std::string> wanted;
  REQUIRE(soon([&] { return wanted || (wanted = server.load_wanted()); }));
  CHECK(*wanted == "night.safetensors");
  CHECK_FALSE(server.load_wanted());
  CHECK_THAT(other.ask(message("/hemiola/model", "day")).strings.at(1), Contains("another model"));
  osc::Loaded loaded{.success = true, .latency_samples = 100};
  loaded.text = {'n', 'i'};
  server.loaded(loaded);
  const packets::Message reply = client.receive();
  CHECK(reply.address == "/hemiola/loaded");
  CHECK(reply.numbers.at(1) == 100);
  CHECK(other.silent());
  other.send(message("/hemiola/model", "day"));
  wanted.reset();
  REQUIRE(soon([&] { return wanted || (wanted = server.load_wanted()); }));
  CHECK(*wanted == "day");
}

}  // namespace hemiola
