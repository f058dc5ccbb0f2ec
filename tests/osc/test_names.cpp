// Voices by name: in addresses, patterns and arguments; which names there can be, and who hears
// them.
#include <chrono>
#include <string>

#include "client.h"
#include "osc/parse.h"
#include "osc/server.h"
#include "osc/voice_names.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using hemiola::tests::Contains;
using osc::VoiceNames;
using packets::message;

namespace {

VoiceNames some_names() {
  VoiceNames names(8);
  names.set(3, "drums");
  names.set(7, "drone");
  return names;
}

// The voices of the commands that a message is for, and why it was refused.
std::vector<int> voices_of(const std::string& bytes, const VoiceNames& names) {
  std::vector<int> voices;
  for (const auto& command : osc::parse(bytes, names).commands) voices.push_back(command.voice);
  return voices;
}
std::string refusal(const std::string& bytes, const VoiceNames& names) {
  const osc::Parsed parsed = osc::parse(bytes, names);
  CHECK(parsed.commands.empty());
  REQUIRE(parsed.replies.size() == 1);
  return parsed.replies[0].reason;
}

std::string refusal(test::Client& client, const std::string& bytes) {
  const packets::Message answer = client.ask(bytes);
  CHECK(answer.address == "/fail");
  return answer.strings.at(1);
}

}  // namespace

TEST_CASE("a name stands for a voice in addresses, patterns and routes") {
  const VoiceNames names = some_names();
  CHECK(voices_of(message("/hemiola/drums/harmony/rotate", 5), names) == std::vector{3});
  CHECK(voices_of(message("/hemiola/dr*/harmony/rotate", 5), names) == std::vector{3, 7});
  CHECK(voices_of(message("/hemiola/{0,drone}/harmony/rotate", 5), names) == std::vector{0, 7});
  CHECK(voices_of(message("/hemiola/all/harmony/rotate", 5), names) == std::vector{-1});
  CHECK(voices_of(message("/hemiola/*/harmony/rotate", 5), names) == std::vector{-1});
  const osc::Parsed route = osc::parse(message("/hemiola/0/harmony/from", "drone", 0.5f), names);
  REQUIRE(route.commands.size() == 1);
  CHECK(route.commands[0].value == 7);
  CHECK(route.commands[0].weight == 0.5f);
  CHECK_THAT(refusal(message("/hemiola/0/harmony/from", "flute"), names), Contains("drums, drone"));
  CHECK_THAT(refusal(message("/hemiola/flute/harmony/rotate", 5), names),
             Contains("0 to 7, drums, drone, or all"));
  CHECK_THAT(refusal(message("/hemiola/8/harmony/rotate", 5), names), Contains("no such voice"));
}

TEST_CASE("a name is of one voice, and can't be a number or a word of another address") {
  VoiceNames names = some_names();
  names.set(0, "drums");
  CHECK(names.find("drums") == 0);
  CHECK(names.all()[3].empty());
  names.set(0, "");
  CHECK(names.find("drums") == -1);
  CHECK(names.find("") == -1);
  CHECK(names.find("7") == 7);
  CHECK(names.find("8") == -1);
  CHECK(names.find("-1") == -1);
  const std::string longest(31, 'x');
  for (const std::string& good : {std::string("a"), std::string("Pad-2"), longest})
    CHECK(osc::refusal_of_name(good) == "");
  CHECK_THAT(osc::refusal_of_name(longest + 'x'), Contains("must have 1 to 31 letters"));
  for (const std::string bad : {"", "3", "-", "two words", "a/b", "d*", "{a}", "\xc3\xa4"})
    CHECK_THAT(osc::refusal_of_name(bad), Contains("must have 1 to 31 letters"));
  for (const std::string taken : {"all", "snapshot", "map", "status", "subscribe", "names"})
    CHECK_THAT(osc::refusal_of_name(taken), Contains("addresses have already"));
}

TEST_CASE("a voice is named over the network, and who asks is told") {
  osc::Server server({.port = 0, .voices = 3});
  test::Client client(server.port());
  client.send(message("/hemiola/1/name", "drums"));
  client.send(message("/hemiola/names"));
  const packets::Message told = client.receive();
  CHECK(told.address == "/hemiola/names");
  CHECK(told.numbers == std::vector<double>{3});
  CHECK(told.strings == std::vector<std::string>{"", "drums", ""});
  client.send(message("/hemiola/drums/reset"));
  CHECK(client.silent());
  client.send(message("/hemiola/drums/name", "-"));
  CHECK_THAT(refusal(client, message("/hemiola/drums/reset")), Contains("no such voice"));
  CHECK_THAT(refusal(client, message("/hemiola/all/name", "drums")), Contains("for one voice"));
  CHECK_THAT(refusal(client, message("/hemiola/0/name", 5)), Contains("must be a string"));
}

}  // namespace hemiola
