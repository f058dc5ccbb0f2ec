// Notes and chords: from messages to the commands of held notes.
#include <cmath>
#include <string>
#include <vector>

#include "osc/last_values.h"
#include "osc/parse.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using packets::message;
using patchbay::Verb;

namespace {

constexpr int kVoices = 8;

osc::Parsed parse(const std::string& bytes) { return osc::parse(bytes, kVoices); }

std::string refusal(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  CHECK(parsed.bad);
  CHECK(parsed.commands.empty());
  REQUIRE(parsed.replies.size() == 1);
  return parsed.replies[0].reason;
}

// The notes that this message plays, after it has ended those before.
std::vector<float> notes_of(const std::string& bytes, int voice = 2) {
  const osc::Parsed parsed = parse(bytes);
  for (const auto& reply : parsed.replies) UNSCOPED_INFO(reply.address << ": " << reply.reason);
  CHECK_FALSE(parsed.bad);
  REQUIRE_FALSE(parsed.commands.empty());
  CHECK(parsed.commands[0].verb == Verb::notes);
  std::vector<float> notes;
  for (std::size_t i = 0; i < parsed.commands.size(); ++i) {
    CHECK(parsed.commands[i].voice == voice);
    CHECK(parsed.commands[i].part == patchbay::Part::harmony);
    if (i == 0) continue;
    CHECK(parsed.commands[i].verb == Verb::note);
    CHECK(parsed.commands[i].weight == patchbay::kUsualVelocity);
    notes.push_back(parsed.commands[i].value);
  }
  return notes;
}

// A list of so many notes, one above the other.
std::string rising(const char* address, int count) {
  std::vector<char> buffer(4096);
  ::osc::OutboundPacketStream out(buffer.data(), buffer.size());
  out << ::osc::BeginMessage(address);
  for (int i = 0; i < count; ++i) out << 40 + i;
  out << ::osc::EndMessage;
  return {out.Data(), out.Size()};
}

using hemiola::tests::Contains;
using Notes = std::vector<float>;

}  // namespace

TEST_CASE("a list of notes takes the place of those before, and an empty one ends them") {
  CHECK(notes_of(message("/hemiola/2/harmony/notes", 60, 64.5f, 67.0)) == Notes{60, 64.5f, 67});
  CHECK(notes_of(message("/hemiola/2/harmony/notes")).empty());
  CHECK(notes_of(message("/hemiola/2/harmony/notes", ::osc::Infinitum)).empty());
  CHECK(notes_of(message("/hemiola/all/harmony/notes", 60), -1) == Notes{60});
}

TEST_CASE("notes beyond MIDI are clamped and told, what is no number and too many are refused") {
  const osc::Parsed beyond = parse(message("/hemiola/2/harmony/notes", 60, 200));
  REQUIRE(beyond.commands.size() == 3);
  CHECK(beyond.commands[2].value == 127);
  CHECK(beyond.replies.at(0).reason == "note 200 is outside 0 to 127; took 127");
  CHECK_THAT(refusal(message("/hemiola/2/harmony/notes", 60, "C")), Contains("must be a number"));
  CHECK_THAT(refusal(message("/hemiola/2/harmony/notes", std::nanf(""))), Contains("finite"));
  CHECK(refusal(rising("/hemiola/2/harmony/notes", 33)) ==
        "33 came; this address takes at most 32 notes");
}

TEST_CASE("a single note has a velocity, the usual one if none came, and 0 ends it") {
  const auto note = [](const std::string& bytes) {
    const osc::Parsed parsed = parse(bytes);
    REQUIRE(parsed.commands.size() == 1);
    CHECK(parsed.commands[0].verb == Verb::note);
    return Notes{parsed.commands[0].value, parsed.commands[0].weight};
  };
  CHECK(note(message("/hemiola/0/harmony/note", 60, 80)) == Notes{60, 80});
  CHECK(note(message("/hemiola/0/harmony/note", 60)) == Notes{60, patchbay::kUsualVelocity});
  CHECK(note(message("/hemiola/0/harmony/note", 60.5f, 0)) == Notes{60.5f, 0});
}

TEST_CASE("a chord comes by its name, and - ends it") {
  const Notes minor = notes_of(message("/hemiola/2/harmony/chord", "Am"));
  REQUIRE(minor.size() >= 4);
  CHECK(std::fmod(minor[0], 12.0f) == 9);  // the root below
  for (const float midi : minor) {
    const float above = std::fmod(midi - 9, 12.0f);
    CHECK((above == 0 || above == 3 || above == 7));
  }
  CHECK(std::fmod(notes_of(message("/hemiola/2/harmony/chord", "C/E"))[0], 12.0f) == 4);
  CHECK(notes_of(message("/hemiola/2/harmony/chord", "-")).empty());
  CHECK_THAT(refusal(message("/hemiola/2/harmony/chord", "H7")), Contains("is no chord"));
  CHECK_THAT(refusal(message("/hemiola/2/harmony/chord", "")), Contains("Am7"));
  CHECK_THAT(refusal(message("/hemiola/2/harmony/chord", std::string(100, 'C').c_str())),
             Contains("Am7"));
  CHECK_THAT(refusal(message("/hemiola/2/harmony/chord", "A\nm")), Contains("Am7"));
  CHECK_THAT(refusal(message("/hemiola/2/harmony/chord", 60)), Contains("must be a string"));
}

TEST_CASE("a scale comes as its pitch classes, an empty one ends it, and its strength by itself") {
  const auto commands = [](const std::string& bytes) {
    const osc::Parsed parsed = parse(bytes);
    CHECK_FALSE(parsed.bad);
    return parsed.commands;
  };
  const auto minor = commands(message("/hemiola/2/harmony/scale", 9, 0, 4.5f));
  REQUIRE(minor.size() == 4);
  CHECK(minor[0].verb == Verb::scale);
  for (std::size_t i = 1; i < minor.size(); ++i) CHECK(minor[i].verb == Verb::tone);
  CHECK(Notes{minor[1].value, minor[2].value, minor[3].value} == Notes{9, 0, 4.5f});
  CHECK(commands(message("/hemiola/2/harmony/scale")).size() == 1);
  const auto pull = commands(message("/hemiola/2/harmony/pull", 0.25f));
  REQUIRE(pull.size() == 1);
  CHECK(pull[0].verb == Verb::pull);
  CHECK(pull[0].value == 0.25f);
  CHECK(commands(message("/hemiola/2/harmony/pull")).at(0).value == 1);
  CHECK(refusal(rising("/hemiola/2/harmony/scale", 33)) ==
        "33 came; this address takes at most 32 tones");
}

TEST_CASE("a hit comes by the name of its kind, with a velocity, and - ends them") {
  const auto hit = [](const std::string& bytes) {
    const osc::Parsed parsed = parse(bytes);
    REQUIRE(parsed.commands.size() == 1);
    CHECK(parsed.commands[0].verb == Verb::hit);
    CHECK(parsed.commands[0].part == patchbay::Part::rhythm);
    return Notes{parsed.commands[0].value, parsed.commands[0].weight};
  };
  CHECK(hit(message("/hemiola/0/rhythm/hit", "kick")) == Notes{0, patchbay::kUsualVelocity});
  CHECK(hit(message("/hemiola/0/rhythm/hit", "perc", 40)) == Notes{5, 40});
  CHECK(hit(message("/hemiola/0/rhythm/hit", "-"))[0] == -1);
  for (const std::string& bytes :
       {message("/hemiola/0/rhythm/hit", "gong"), message("/hemiola/0/rhythm/hit", 0)})
    CHECK_THAT(refusal(bytes), Contains("one of kick, snare, hat, tom, cymbal, perc, or -"));
}

TEST_CASE("lists of notes for many voices stay within the limit of a packet") {
  const std::string packet = rising("/hemiola/[0-6]/harmony/notes", 32);
  CHECK(parse(packet).commands.size() == 7 * 33);
  const std::vector<std::string> many(40, packet);
  const osc::Parsed parsed = parse(packets::bundle(many));
  CHECK(parsed.commands.size() == osc::kMaxCommandsPerPacket + 1);  // refused as a whole
}

TEST_CASE("the last single note can be asked for, lists and chords have no value") {
  osc::LastValues values(kVoices);
  for (const auto& order : parse(message("/hemiola/2/harmony/note", 61, 80)).commands)
    values.note(order);
  for (const auto& order : parse(message("/hemiola/2/harmony/notes")).commands) values.note(order);
  int rows = 0;
  for (std::size_t row = 0; row < osc::table().size(); ++row) {
    const std::string address(osc::table()[row].address);
    if (address.ends_with("/harmony/notes") || address.ends_with("/harmony/chord") ||
        address.ends_with("/harmony/scale") || address.ends_with("/rhythm/hit")) {
      CHECK_FALSE(osc::has_values(osc::table()[row]));
      ++rows;
    }
    if (!address.ends_with("/harmony/note")) continue;
    CHECK(osc::has_values(osc::table()[row]));
    CHECK(values.value(row, 2, 0) == 61);
    CHECK(values.value(row, 2, 1) == 80);
    ++rows;
  }
  CHECK(rows == 5);
}

}  // namespace hemiola
