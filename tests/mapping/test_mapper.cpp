// Packets through the mapper, while its file is edited, broken, replaced and deleted.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "mapping/mapper.h"
#include "osc/server.h"
#include "support/catch.h"
#include "support/packets.h"
#include "support/temporary.h"

namespace hemiola {
using namespace std::chrono_literals;
using packets::bundle;
using packets::message;

namespace {

constexpr const char* kFader =
    R"({"mappings": [{"from": "/fader/*", "to": "/hemiola/0/harmony/rotate", "output": [-12, 12]},
                     {"from": "/fader/*", "to": "/hemiola/1/harmony/rotate", "output": [0, 5]}]})";

struct Rig {
  Rig() : Rig(kFader) {}
  explicit Rig(const std::string& text) {
    file = folder.path() / "mapping.json";
    write(text);
    mapper = std::make_unique<mapping::Mapper>(
        file, 4, [this](const std::string& sentence) { said.push_back(sentence); });
  }
  void write(const std::string& text) { std::ofstream(file) << text; }
  // The worker's commands that result from a packet.
  std::vector<osc::Order> commands(const std::string& packet) {
    last = osc::parse(packet, 4, mapper.get());
    return last.commands;
  }
  void look() { mapper->due(std::chrono::steady_clock::now() + later); }

  tests::TemporaryFolder folder;
  std::filesystem::path file;
  std::vector<std::string> said;
  std::unique_ptr<mapping::Mapper> mapper;
  osc::Parsed last;
  std::chrono::seconds later{0};
};

}  // namespace

TEST_CASE("a mapped message drives all its mappings, whatever numbers it is made of") {
  Rig rig;
  for (const auto& packet :
       {message("/fader/1", 1.0f), message("/fader/1", 1), message("/fader/1", 1.0),
        message("/fader/1", true), message("/fader/2", 1.0f, "more")}) {
    const auto commands = rig.commands(packet);
    REQUIRE(commands.size() == 2);
    CHECK(commands[0].value == 12);
    CHECK(commands[1].voice == 1);
    CHECK(commands[1].value == 5);
    CHECK(rig.last.replies.empty());
  }
}

TEST_CASE("what is not mapped is left to the table, and a packet's commands keep their order") {
  Rig rig;
  for (const char* address : {"/slider/1", "/fader/1/z", "/fader"}) {
    CHECK(rig.commands(message(address, 1.0f)).empty());
    CHECK_THAT(rig.last.replies.at(0).reason, hemiola::tests::Contains("unknown address"));
  }
  const auto commands = rig.commands(bundle({message("/fader/1", 0.5f), message("/hemiola/2/reset"),
                                             bundle({message("/fader/1", 0.0f)})}));
  std::vector<int> voices;
  for (const auto& command : commands) voices.push_back(command.voice);
  CHECK(voices == std::vector<int>{0, 1, 2, 0, 1});
}

TEST_CASE("all patterns of OSC say whose messages are meant, with or without a slash in front") {
  const auto takes = [](const std::string& from, const char* address) {
    Rig rig(R"({"mappings": [{"to": "/hemiola/0/reset", "from": ")" + from + "\"}]}");
    return rig.commands(message(address, 1.0f)).size() == 1;
  };
  CHECK(takes("/{left,right}/[0-3]", "/right/2"));
  CHECK_FALSE(takes("/{left,right}/[0-3]", "/right/4"));
  CHECK(takes("/a/?", "/a/b"));
  CHECK(takes("tim/elements/alpha_absolute", "tim/elements/alpha_absolute"));
  CHECK(takes("/tim/*", "tim/elements"));
  CHECK(takes("tim/*/", "/tim/elements/"));
}

TEST_CASE("a sensor's numbers may be texts, in arrays, or a bang") {
  Rig rig(R"({"mappings": [{"from": "/s", "argument": 1, "to": "/hemiola/0/harmony/rotate"}]})");
  CHECK(rig.commands(message("/s", "x", "0.5")).at(0).value == 0.5f);
  CHECK(rig.commands(message("/s", ::osc::BeginArray, 7, 0.25f, ::osc::EndArray)).at(0).value ==
        0.25f);
  CHECK(rig.commands(message("/s", 7, ::osc::Infinitum)).at(0).value == 1);
  CHECK(rig.commands(message("/s", 7, ::osc::OscNil)).empty());
}

TEST_CASE("a mapped message keeps the time of its bundle, of nested ones the latest") {
  Rig rig;
  constexpr osc::TimeTag kEarly = osc::TimeTag{4000000000} << 32 | 7, kLate = kEarly + 9;
  const auto with_time = [](osc::TimeTag time, const std::vector<std::string>& elements) {
    std::string bytes = bundle(elements);
    for (int i = 0; i < 8; ++i) bytes[8 + i] = static_cast<char>(time >> (56 - 8 * i) & 255);
    return bytes;
  };
  const std::string fader = message("/fader/1", 1.0f);
  const auto commands = rig.commands(bundle(
      {fader, with_time(kLate, {fader, with_time(kEarly, {fader})}), with_time(kEarly, {fader})}));
  std::vector<osc::TimeTag> times;
  for (const auto& command : commands) times.push_back(command.time);
  CHECK(times == std::vector<osc::TimeTag>{osc::kNow, osc::kNow, kLate, kLate, kLate, kLate, kEarly,
                                           kEarly});
  CHECK(rig.commands(fader)[0].time == osc::kNow);
}

TEST_CASE("a number that is missing or none is refused with a reason") {
  Rig rig;
  for (const auto& packet : {message("/fader/1"), message("/fader/1", "high")}) {
    CHECK(rig.commands(packet).empty());
    REQUIRE(rig.last.replies.size() == 2);
    CHECK(rig.last.replies[0].address == "/fader/1");
    CHECK_THAT(rig.last.replies[0].reason, hemiola::tests::Contains("argument 0"));
  }
}

TEST_CASE("broken packets end neither the mapper nor in a command") {
  Rig rig;
  const std::string good = bundle({message("/fader/1", 0.5f), message("/hemiola/2/reset")});
  for (std::size_t size = 0; size <= good.size(); ++size) rig.commands(good.substr(0, size));
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const char c : {'\0', '\xff', '#', '/', ','}) {
      std::string bad = good;
      bad[at] = c;
      rig.commands(bad);
    }
  std::string nested = message("/fader/1", 0.5f);
  for (int i = 0; i < 2000; ++i) nested = bundle({nested});
  CHECK(rig.commands(nested).empty());
}

TEST_CASE(
    "an edited file is taken, a broken edit keeps the old mapping and says where it is broken") {
  Rig rig;
  REQUIRE(rig.said.size() == 1);
  rig.write("{\"mappings\": [\n  {\"from\": \"/other\"}\n]}");
  rig.later = 2s;
  rig.look();
  REQUIRE(rig.said.size() == 2);
  CHECK_THAT(rig.said[1],
             hemiola::tests::Contains(rig.file.string() + ", line 2: \"to\" is missing") &&
                 hemiola::tests::Contains("Mapping as before"));
  CHECK(rig.commands(message("/fader/1", 1.0f)).size() == 2);
  rig.write(R"({"mappings": [{"from": "/other", "to": "/hemiola/0/reset"}]})");
  rig.later = 4s;
  rig.look();
  CHECK(rig.said.size() == 3);
  CHECK(rig.commands(message("/fader/1", 1.0f)).empty());
  CHECK(rig.commands(message("/other", 1.0f)).size() == 1);
  std::filesystem::remove(rig.file);
  rig.later = 6s;
  rig.look();
  CHECK_THAT(rig.said.back(), hemiola::tests::Contains("is gone"));
  CHECK(rig.commands(message("/other", 1.0f)).size() == 1);
  rig.later = 8s;
  rig.look();
  CHECK(rig.said.size() == 4);
}

TEST_CASE("a mapping file that is a folder is broken: it is said, and the mapper goes on") {
  Rig rig;
  std::filesystem::remove(rig.file);
  std::filesystem::create_directory(rig.file);
  rig.said.clear();
  rig.later = std::chrono::seconds(10);
  rig.look();
  REQUIRE(rig.said.size() == 1);
  CHECK(rig.said[0] == rig.file.string() +
                           ", it is a folder; the mapping is a file in one, such as mapping.json. "
                           "Mapping as before.");
  CHECK(rig.commands(message("/fader/1", 1.0f)).size() == 2);
  rig.said.clear();
  rig.mapper = std::make_unique<mapping::Mapper>(
      rig.file, 4, [&](const std::string& sentence) { rig.said.push_back(sentence); });
  REQUIRE(rig.said.size() == 1);
  CHECK(rig.said[0].find("Nothing is mapped.") != std::string::npos);
}

TEST_CASE("a mapping that was not edited keeps its sensor's state") {
  const std::string silent =
      R"({"from": "/s", "to": "/hemiola/0/harmony/rotate", "output": [0, 9], "hold": 60, "safe": 1})";
  Rig rig("{\"mappings\": [" + silent + "]}");
  CHECK(rig.commands(message("/s", 1.0f)).size() == 1);
  rig.write("{\"mappings\": [" + silent + R"(, {"from": "/t", "to": "/hemiola/0/reset"}]})");
  rig.later = 2s;
  rig.look();
  // It goes to its safe value sixty seconds after the message, not after the edit.
  CHECK_FALSE(rig.mapper->due(std::chrono::steady_clock::now() + 61s).empty());
}

TEST_CASE("through a real socket: a silent sensor's value comes by time alone") {
  Rig rig(R"({"mappings": [{"from": "/s", "to": "/hemiola/0/harmony/rotate", "output": [0, 10],
                            "hold": 0.2, "glide": 0.2, "safe": 2}]})");
  osc::Server server({.port = 0, .voices = 4, .translator = rig.mapper.get()});
  const int client = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string packet = message("/s", 1.0f);
  sendto(client, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&address),
         sizeof address);
  std::vector<float> values;
  const auto end = std::chrono::steady_clock::now() + 600s;
  while (std::chrono::steady_clock::now() < end && (values.empty() || values.back() != 2)) {
    osc::Order command;
    while (server.poll(command)) values.push_back(command.value);
    std::this_thread::sleep_for(1ms);
  }
  close(client);
  REQUIRE(values.size() > 3);
  CHECK(values.front() == 10);
  CHECK(values.back() == 2);
  CHECK(std::is_sorted(values.rbegin(), values.rend()));
  CHECK(server.last_values().value(0, 0, 0) == 2);
}

}  // namespace hemiola
