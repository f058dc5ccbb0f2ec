// OSC over a WebSocket: the same table as by UDP, values that are pushed, and who may connect.
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "support/packets.h"
#include "web/access.h"
#include "web/connections.h"
#include "web/listened.h"
#include "web/server.h"
#include "web/web_socket.h"
#include "web_client.h"

namespace hemiola {
using packets::message;
using test::WebClient;

namespace {

constexpr int kVoices = 3;

// OSC and the HTTP port as in the worker, which takes commands in a thread of its own.
class Rig {
 public:
  Rig()
      : osc({.port = 0, .voices = kVoices, .models = [] {
               return std::vector<std::string>{"one.safetensors", "two.safetensors"};
             }}) {
    osc.playing("two.safetensors");
    osc.publish({.ready = true, .voices = kVoices});
  }
  ~Rig() {
    ended_ = true;
    worker_.join();
  }
  int port() const { return server.port(); }
  int taken() const { return taken_; }

  osc::Server osc;
  web::Server server{0, osc};

 private:
  std::atomic<bool> ended_{false};
  std::atomic<int> taken_{0};
  std::thread worker_{[this] {
    while (!ended_) {
      osc::Order command;
      while (osc.poll(command)) ++taken_;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }};
};

std::string listen_to(const std::string& path, const char* command = "LISTEN") {
  return std::string(R"({"COMMAND": ")") + command + R"(", "DATA": ")" + path + "\"}";
}

}  // namespace

TEST_CASE("a WebSocket takes the messages of the table, and answers come back by it") {
  Rig rig;
  WebClient client(rig.port());
  REQUIRE(client.opened());
  CHECK(client.ask(message("/hemiola/status")).pairs.at("ready") == 1);
  CHECK(client.ask(message("/hemiola/ping")).address == "/hemiola/pong");
  CHECK(client.ask(message("/hemiola/9/harmony/rotate", 1)).address == "/fail");
  const auto models = client.ask(message("/hemiola/models"));
  CHECK(models.address == "/hemiola/models");
  REQUIRE(client.send(message("/hemiola/1/harmony/rotate", 3)));
  for (int i = 0; i < 5000 && rig.taken() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(rig.taken() == 1);
  // A subscription ends with its connection, and one that names a port sends nothing there.
  CHECK(client.ask(message("/hemiola/subscribe/status", 50, 9)).address == "/hemiola/subscribed");
  CHECK(client.receive()->address == "/hemiola/status");
}

TEST_CASE("who listens gets what others change") {
  Rig rig;
  WebClient listener(rig.port()), player(rig.port());
  REQUIRE(listener.send(listen_to("/hemiola/1"), false));
  // At first, all values: as many as the voice has.
  const osc::LastValues values(kVoices);
  web::Listened all(values);
  REQUIRE(all.add("/hemiola/1"));
  std::size_t first = 0;
  while (listener.receive(500)) ++first;
  CHECK(first == all.changes().size());
  REQUIRE(player.send(message("/hemiola/1/harmony/rotate", 2.5)));
  const auto told = listener.receive();
  REQUIRE(told);
  CHECK(told->address == "/hemiola/1/harmony/rotate");
  REQUIRE(player.send(message("/hemiola/1/harmony/chord", "Am")));
  std::optional<packets::Message> notes;
  while (const auto next = listener.receive(200))
    if (next->address == "/hemiola/1/harmony/notes") notes = next;
  REQUIRE(notes);
  const osc::Parsed chord = osc::parse(message("/hemiola/1/harmony/chord", "Am"), kVoices);
  CHECK(notes->numbers.size() == chord.commands.size() - 1);  // the first one ends those before
  REQUIRE(listener.send(listen_to("/hemiola/1", "IGNORE"), false));
  REQUIRE(player.send(message("/hemiola/0/harmony/rotate", 2.5)));
  CHECK_FALSE(listener.receive(200));
}

TEST_CASE("what is listened to: values below a path, whole lists, and only changes") {
  osc::LastValues values(2);
  web::Listened listened(values);
  CHECK_FALSE(listened.add("/hemiola/2"));
  CHECK_FALSE(listened.add("/hemiola/1/harm"));
  CHECK_FALSE(listened.add("/hemiola/all/harmony/rotate"));
  CHECK(listened.changes().empty());
  REQUIRE(listened.add("/hemiola/1/harmony/notes/"));
  REQUIRE(listened.add("/hemiola/1/harmony/freeze"));
  CHECK(listened.changes().size() == 2);
  CHECK(listened.changes().empty());
  using patchbay::Verb;
  for (const float note : {60.0f, 64.0f, 60.0f})
    values.note({.voice = 1, .verb = Verb::note, .value = note, .weight = 90});
  auto packets = listened.changes();
  REQUIRE(packets.size() == 1);
  CHECK(packets[0] == message("/hemiola/1/harmony/notes", 60.0f, 64.0f));
  values.note({.voice = 1, .verb = Verb::note, .value = 60, .weight = 0});
  packets = listened.changes();
  REQUIRE(packets.size() == 1);
  CHECK(packets[0] == message("/hemiola/1/harmony/notes", 64.0f));
  values.note({.voice = -1, .verb = Verb::reset});
  packets = listened.changes();
  REQUIRE(packets.size() == 1);
  CHECK(packets[0] == message("/hemiola/1/harmony/notes"));
  REQUIRE(listened.remove("/hemiola"));
  CHECK(listened.empty());
}

TEST_CASE("pages of other sites can't play, nor names that were made to lead here") {
  Rig rig;
  const std::string port = std::to_string(rig.port());
  CHECK(WebClient(rig.port(), "http://localhost:" + port).opened());
  CHECK(WebClient(rig.port(), "http://127.0.0.1:8000").opened());
  for (const char* origin : {"https://example.org", "http://localhost.example.org", "null",
                             "file://", "http://127.0.0.1.example.org:57140"}) {
    INFO(origin);
    CHECK_FALSE(WebClient(rig.port(), origin).opened());
  }
  CHECK_FALSE(WebClient(rig.port(), "http://example.org:" + port, "example.org").opened());
  CHECK_FALSE(WebClient(rig.port(), {}, "example.org").opened());
  for (const char* host :
       {"", "localhost:1", "127.0.0.1:57140", "[::1]:1", "192.0.2.7", "LOCALHOST"})
    CHECK(web::names_this_machine(host));
  for (const char* host :
       {"example.org", "localhost.example.org", "127.0.0.1.example.org", "[", ":"})
    CHECK_FALSE(web::names_this_machine(host));
}

TEST_CASE("from another machine only the token plays; without it a client looks") {
  const auto far = boost::asio::ip::make_address("192.0.2.9");
  const std::string token(32, 'a');
  CHECK(web::access_of("/?token=" + token, far, token) == osc::Access::full);
  CHECK(web::access_of("/?x=1&token=" + token + "&y=2", far, token) == osc::Access::full);
  for (const std::string& target :
       {std::string("/"), std::string("/?token="), "/?token=" + token + "a", "/?token=b" + token})
    CHECK(web::access_of(target, far, token) == osc::Access::view);
  CHECK(web::access_of("/?token=", far, "") == osc::Access::view);
  for (const char* near : {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
    CHECK(web::access_of("/", boost::asio::ip::make_address(near), token) == osc::Access::full);
}

TEST_CASE("who may only look asks and subscribes, but changes nothing") {
  osc::Server osc({.port = 0, .voices = kVoices});
  std::vector<packets::Message> heard;
  std::uint64_t viewer = 0;
  const auto say = [&](const std::string& packet) {
    heard.clear();
    osc.in_thread([&] { osc.receive(packet, viewer); });
    return heard.empty() ? std::string() : heard[0].address;
  };
  osc.in_thread([&] {
    viewer = osc.connect([&](const std::string& packet) { heard.push_back(packets::read(packet)); },
                         osc::Access::view);
  });
  CHECK(say(message("/hemiola/status")) == "/hemiola/status");
  CHECK(say(message("/hemiola/0/subscribe/latents", 30)) == "/hemiola/subscribed");
  CHECK(say(message("/hemiola/0/harmony/rotate", 2)) == "/fail");
  CHECK(say(message("/hemiola/all/reset")) == "/fail");
  CHECK(say(message("/hemiola/model", "other.safetensors")) == "/fail");
  CHECK(say(packets::bundle({message("/hemiola/ping"), message("/hemiola/all/reset")})) != "");
  osc::Order command;
  CHECK_FALSE(osc.poll(command));
  CHECK_FALSE(osc.load_wanted());
  osc.in_thread([&] { osc.disconnect(viewer); });
  CHECK(say(message("/hemiola/status")) == "");
}

TEST_CASE("snapshots: who names one that is not there is told, and all are told of new ones") {
  Rig rig;
  WebClient client(rig.port()), other(rig.port());
  const auto none = client.ask(message("/hemiola/snapshots"));
  CHECK(none.strings.empty());
  CHECK(none.numbers == std::vector<double>{0});
  CHECK(client.receive()->address == "/hemiola/map");  // the point, for a page that opens
  CHECK(client.ask(message("/hemiola/snapshot/recall", "a")).address == "/fail");
  CHECK(client.ask(message("/hemiola/map", 0.5f, 0.5f)).address == "/fail");
  CHECK(client.ask(message("/hemiola/snapshot/save", "")).address == "/fail");
  CHECK(client.ask(message("/hemiola/snapshot/save", 3)).address == "/fail");
  const std::string longest(osc::kMaxSnapshotName, 'x');
  CHECK(client.ask(message("/hemiola/snapshot/save", (longest + "x").c_str())).address == "/fail");
  REQUIRE(client.send(message("/hemiola/snapshot/save", longest.c_str())));
  REQUIRE(client.send(message("/hemiola/snapshot/recall", longest.c_str(), 0.5f)));
  rig.osc.publish_snapshots({{longest, 0.25f, 0.75f}});
  for (WebClient* each : {&client, &other}) {
    const auto told = each->receive();
    REQUIRE(told);
    CHECK(told->address == "/hemiola/snapshots");
    CHECK(told->strings == std::vector<std::string>{longest});
    CHECK(told->numbers == std::vector<double>{1, 0.25, 0.75});
  }
  REQUIRE(client.send(message("/hemiola/map", 0.5f, 1.5f)));
  CHECK(client.receive()->address == "/hemiola/clamped");
  const auto point = other.receive();
  REQUIRE(point);
  CHECK(point->address == "/hemiola/map");
  CHECK(point->numbers == std::vector<double>{0.5, 1});
  REQUIRE(client.send(message("/hemiola/map/x", 0.125f)));
  CHECK(other.receive()->numbers == std::vector<double>{0.125, 1});
  for (std::size_t i = 1; i < osc::kMaxSnapshots; ++i)
    REQUIRE(client.send(message("/hemiola/snapshot/save", std::to_string(i).c_str())));
  CHECK(client.ask(message("/hemiola/snapshot/save", "one more")).address == "/fail");
  CHECK(client.ask(message("/hemiola/snapshot/save", "Caf\xe9")).address == "/fail");
  REQUIRE(client.send(message("/hemiola/snapshot/delete", "1")));
  // What the worker never gets is not there: its time tag is too far ahead.
  const std::string never = message("/hemiola/snapshot/save", "never");
  CHECK(client.ask(packets::bundle({never}, ~std::uint64_t{0})).address == "/fail");
  CHECK(client.ask(message("/hemiola/snapshot/recall", "never")).address == "/fail");
  REQUIRE(client.send(message("/hemiola/snapshot/save", "one more")));
  CHECK(client.ask(message("/hemiola/snapshot/delete", "1")).address == "/fail");
}

TEST_CASE("floods, long and wrong frames end their connection only") {
  Rig rig;
  WebClient flood(rig.port());
  const std::string ping = message("/hemiola/ping");
  bool ended = false;
  for (int i = 0; i < 20000 && !ended; ++i) ended = !flood.send(ping);
  while (!ended && flood.receive(200)) {
  }
  CHECK_FALSE((flood.send(ping) && flood.receive(200)));
  WebClient large(rig.port());
  large.send(std::string(web::kMaxMessageBytes + 1, 'x'));
  CHECK_FALSE(large.receive());
  WebClient wrong(rig.port());
  for (const char* text :
       {"", "{", "[]", "{\"COMMAND\": 1, \"DATA\": \"/\"}", "{\"COMMAND\": \"LISTEN\"}"})
    CHECK(wrong.send(text, false));
  CHECK(wrong.ask(std::string("garbage")).address == "/fail");
  CHECK(wrong.ask(ping).address == "/hemiola/pong");
}

TEST_CASE("so many WebSockets, no more, and HTTP goes on beside them") {
  Rig rig;
  std::vector<std::unique_ptr<WebClient>> clients;
  for (std::size_t i = 0; i < web::kMaxWebSockets; ++i) {
    clients.push_back(std::make_unique<WebClient>(rig.port()));
    CHECK(clients.back()->opened());
  }
  CHECK_FALSE(WebClient(rig.port()).opened());
  clients.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  CHECK(WebClient(rig.port()).opened());
}

TEST_CASE("those who only look leave room for those who may play") {
  using osc::Access;
  CHECK(web::has_room(0, 0, Access::view));
  CHECK(web::has_room(11, 11, Access::view));
  CHECK_FALSE(web::has_room(12, 12, Access::view));
  CHECK(web::has_room(15, 12, Access::full));
  CHECK(web::has_room(15, 11, Access::view));
  CHECK_FALSE(web::has_room(16, 12, Access::full));
  CHECK_FALSE(web::has_room(16, 0, Access::view));
}

TEST_CASE("a server ends with its WebSockets open, and pushes to none that has gone") {
  osc::Server osc({.port = 0, .voices = kVoices});
  auto server = std::make_unique<web::Server>(0, osc);
  WebClient client(server->port());
  CHECK(client.ask(message("/hemiola/subscribe/status", 50)).address == "/hemiola/subscribed");
  server.reset();
  while (client.receive(1000)) {
  }
  CHECK_FALSE((client.send(message("/hemiola/ping")) && client.receive(200)));
}

}  // namespace hemiola
