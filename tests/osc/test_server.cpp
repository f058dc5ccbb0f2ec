// The server through a real UDP socket: commands, replies, and invalid packets.
#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <thread>

#include "client.h"
#include "osc/clock.h"
#include "osc/server.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using packets::message;
using test::Client;

namespace {

std::optional<osc::Order> next_command(osc::Server& server) {
  osc::Order command;
  for (int i = 0; i < 5000; ++i) {
    if (server.poll(command)) return command;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a command sent over the network reaches the worker") {
  osc::Server server({.port = 0, .voices = 4});
  REQUIRE(server.port() > 0);
  Client client(server.port());
  client.send(message("/hemiola/2/harmony/rotate", -3.5));
  const auto command = next_command(server);
  REQUIRE(command);
  CHECK(command->voice == 2);
  CHECK(command->value == -3.5f);
  CHECK(client.silent());
  osc::Order none;
  CHECK_FALSE(server.poll(none));
}

TEST_CASE("status, late and ping are answered with what was published last") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port());
  CHECK(client.ask(message("/hemiola/status")).pairs.at("ready") == 0);
  server.publish({.ready = true});
  server.publish({.ready = true,
                  .sample_rate_hz = 48000,
                  .hop_samples = 512,
                  .latency_samples = 2752,
                  .voices = 4,
                  .active_encoders = 2,
                  .active_decoders = 1,
                  .frames = 1ull << 40,
                  .late_encoder_frames = 3,
                  .late_decoder_frames = 4,
                  .dropped_frames = 5,
                  .restarts = 6,
                  .mean_frame_us = 812.5});
  client.send(message("/nonsense"));
  CHECK(client.receive().address == "/fail");
  const packets::Message status = client.ask(message("/hemiola/status"));
  CHECK(status.address == "/hemiola/status");
  const std::map<std::string, double> expected = {{"ready", 1},
                                                  {"sample_rate_hz", 48000},
                                                  {"hop_samples", 512},
                                                  {"latency_samples", 2752},
                                                  {"voices", 4},
                                                  {"active_encoders", 2},
                                                  {"active_decoders", 1},
                                                  {"frames", 2147483647},
                                                  {"late_encoder_frames", 3},
                                                  {"late_decoder_frames", 4},
                                                  {"dropped_frames", 5},
                                                  {"restarts", 6},
                                                  {"mean_frame_us", 812.5},
                                                  {"packets", 3},
                                                  {"bad_packets", 1}};
  for (const auto& [name, value] : expected) {
    INFO(name);
    CHECK(status.pairs.at(name) == value);
  }
  CHECK(status.pairs.size() == expected.size());
  const packets::Message late = client.ask(message("/hemiola/late"));
  CHECK(late.address == "/hemiola/late");
  CHECK(late.numbers == std::vector<double>{3, 4, 5});
  CHECK(client.ask(message("/hemiola/ping")).address == "/hemiola/pong");
}

TEST_CASE("a refusal names the address and the reason, a clamped value what was taken") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port());
  const packets::Message fail = client.ask(message("/hemiola/4/reset"));
  CHECK(fail.address == "/fail");
  CHECK(fail.strings ==
        std::vector<std::string>{"/hemiola/4/reset",
                                 "there is no such voice; voices are 0 to 3, or all"});
  const packets::Message clamped = client.ask(message("/hemiola/3/harmony/rotate", 99));
  CHECK(clamped.address == "/hemiola/clamped");
  CHECK(clamped.strings.at(0) == "/hemiola/3/harmony/rotate");
  CHECK(clamped.numbers == std::vector<double>{48});
  CHECK(next_command(server)->value == 48);
}

TEST_CASE("what is looked up is what plays, not what waits for its time") {
  osc::Server server({.port = 0, .voices = 2});
  Client client(server.port());
  const auto rows = osc::table();
  const auto row = std::find_if(rows.begin(), rows.end(), [](const osc::Row& each) {
    return each.address == "/hemiola/VOICE/harmony/rotate";
  });
  REQUIRE(row != rows.end());
  const auto rotation = [&] {
    return server.last_values().value(static_cast<std::size_t>(row - rows.begin()), 1, 0);
  };
  const osc::TimeTag later = osc::to_time_tag(osc::seconds_now() + 600);
  client.send(packets::bundle({message("/hemiola/1/harmony/rotate", 3.0f)}, later));
  client.send(message("/hemiola/0/harmony/rotate", 1.0f));
  REQUIRE(next_command(server));
  CHECK(rotation() == 0);
  osc::Order command;
  REQUIRE(server.poll(command, later));
  CHECK(rotation() == 3);
}

TEST_CASE("what is broadcast to the network of the server's address is heard") {
  osc::Server server({.port = 0, .bind_address = "127.0.0.1", .voices = 2});
  const int sender = socket(AF_INET, SOCK_DGRAM, 0);
  const int yes = 1;
  REQUIRE(setsockopt(sender, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes) == 0);
  sockaddr_in network{};
  network.sin_family = AF_INET;
  network.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  inet_pton(AF_INET, "127.255.255.255", &network.sin_addr);
  const std::string packet = message("/hemiola/1/harmony/rotate", 5.0f);
  REQUIRE(sendto(sender, packet.data(), packet.size(), 0,
                 reinterpret_cast<const sockaddr*>(&network), sizeof network) > 0);
  close(sender);
  const auto command = next_command(server);
  REQUIRE(command);
  CHECK(command->value == 5);
}

TEST_CASE("a bundle's commands arrive together and in order") {
  osc::Server server({.port = 0, .voices = 8});
  Client client(server.port());
  std::vector<std::string> messages;
  for (int i = 0; i < 40; ++i) messages.push_back(message("/hemiola/1/harmony/rotate", i));
  client.send(packets::bundle(messages));
  REQUIRE(next_command(server)->value == 0);
  osc::Order command;
  for (int i = 1; i < 40; ++i) {
    REQUIRE(server.poll(command));
    REQUIRE(command.value == static_cast<float>(i));
  }
}

TEST_CASE("a worker that reads no commands loses none of those it was promised") {
  osc::Server server({.port = 0, .voices = 8});
  Client client(server.port());
  // Each bundle of 1 000 is accepted or rejected as a whole.
  const std::string thousand =
      packets::bundle(std::vector<std::string>(1000, message("/hemiola/1/reset")));
  int refused = 0;
  for (int i = 0; i < 6; ++i) {
    client.send(thousand);
    const packets::Message answer = client.ask(message("/hemiola/ping"));
    if (answer.address == "/fail") {
      ++refused;
      CHECK(client.receive().address == "/hemiola/pong");
    }
  }
  int taken = 0;
  osc::Order command;
  while (server.poll(command)) ++taken;
  CHECK(taken == 1000 * (6 - refused));
  CHECK(refused == 2);
}

TEST_CASE("garbage is counted and the server goes on") {
  osc::Server server({.port = 0, .voices = 4});
  Client client(server.port()), other(server.port());
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    client.send(bytes);
    if (i % 50 == 0) CHECK(other.ask(message("/hemiola/ping")).address == "/hemiola/pong");
  }
  const packets::Message status = other.ask(message("/hemiola/status"));
  // A busy machine may lose packets, but all received ones are bad.
  CHECK(status.pairs.at("bad_packets") > 1000);
  CHECK(status.pairs.at("packets") == status.pairs.at("bad_packets") + 61);
}

TEST_CASE("a port or address that can't be had is explained") {
  osc::Server first({.port = 0});
  using hemiola::tests::Contains;
  CHECK_THROWS_WITH(osc::Server({.port = first.port()}),
                    Contains("another program has this port") && Contains("127.0.0.1"));
  CHECK_THROWS_WITH(osc::Server({.port = 70000}), Contains("0 (any free one) to 65535"));
  CHECK_THROWS_WITH(osc::Server({.port = 0, .bind_address = "hall.local"}),
                    Contains("four numbers") && Contains("hall.local"));
  CHECK_THROWS_WITH(osc::Server({.port = 0, .bind_address = "192.0.2.1"}),
                    Contains("no such address"));
}

TEST_CASE("only this machine is heard unless told otherwise") {
  CHECK(osc::Options().bind_address == "127.0.0.1");
  CHECK(osc::Options().port == 57140);
  osc::Server open({.port = 0, .bind_address = "0.0.0.0"});
  Client client(open.port());
  CHECK(client.ask(message("/hemiola/ping")).address == "/hemiola/pong");
}

TEST_CASE("this machine is heard by IPv4 and by IPv6, whichever of them was named") {
  for (const char* name : {"127.0.0.1", "localhost", "::1", "0.0.0.0", "::"}) {
    INFO(name);
    osc::Server server({.port = 0, .bind_address = name, .voices = 2});
    if (server.addresses().size() < 2) {
      WARN("this machine has no IPv6");
      return;
    }
    Client four(server.port()), six(server.port(), in6addr_loopback);
    CHECK(four.ask(message("/hemiola/ping")).address == "/hemiola/pong");
    CHECK(six.ask(message("/hemiola/ping")).address == "/hemiola/pong");
    six.ask(message("/hemiola/all/subscribe/latents"));
    osc::LatentFrame frame;
    frame.harmony_channels = 1;
    server.show(frame);
    CHECK(six.receive().address == "/hemiola/0/harmony");
  }
}

TEST_CASE("an address of this machine hears by that address alone") {
  osc::Server server({.port = 0, .bind_address = "127.0.0.2"});
  CHECK(server.addresses() ==
        std::vector<boost::asio::ip::address>{boost::asio::ip::make_address("127.0.0.2")});
}

}  // namespace hemiola
