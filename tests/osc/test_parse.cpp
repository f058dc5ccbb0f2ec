// Every address with valid and invalid arguments, from bytes to commands and replies.
#include <cmath>
#include <limits>

#include "osc/parse.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using packets::message;
using patchbay::Command;
using patchbay::Part;
using patchbay::Verb;

namespace {

constexpr int kVoices = 8;

osc::Parsed parse(const std::string& bytes) { return osc::parse(bytes, kVoices); }

// The only command of this valid packet.
Command only(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  for (const auto& reply : parsed.replies) UNSCOPED_INFO(reply.address << ": " << reply.reason);
  REQUIRE(parsed.commands.size() == 1);
  CHECK_FALSE(parsed.bad);
  return parsed.commands[0];
}

// The reason why this packet is rejected.
std::string refusal(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  CHECK(parsed.bad);
  CHECK(parsed.commands.empty());
  REQUIRE(parsed.replies.size() == 1);
  CHECK(parsed.replies[0].kind == osc::Reply::Kind::fail);
  return parsed.replies[0].reason;
}

using hemiola::tests::Contains;

}  // namespace

TEST_CASE("rotate, freeze, from and reset become commands") {
  Command c = only(message("/hemiola/2/harmony/rotate", 3.5f));
  CHECK(c.voice == 2);
  CHECK(c.part == Part::harmony);
  CHECK(c.verb == Verb::rotate);
  CHECK(c.value == 3.5f);

  c = only(message("/hemiola/7/rhythm/freeze", 1));
  CHECK(c.voice == 7);
  CHECK(c.part == Part::rhythm);
  CHECK(c.verb == Verb::freeze);
  CHECK(c.value == 1);
  CHECK(only(message("/hemiola/0/harmony/freeze", 0)).part == Part::harmony);

  c = only(message("/hemiola/0/harmony/from", 1, 0.8f));
  CHECK(c.verb == Verb::from);
  CHECK(c.value == 1);
  CHECK(c.weight == 0.8f);
  c = only(message("/hemiola/0/rhythm/from", -1));
  CHECK(c.part == Part::rhythm);
  CHECK(c.value == -1);
  CHECK(c.weight == 1);

  CHECK(only(message("/hemiola/3/reset")).verb == Verb::reset);
}

TEST_CASE("a button's release does not reset") {
  CHECK(only(message("/hemiola/3/reset", 1.0f)).verb == Verb::reset);
  const osc::Parsed release = parse(message("/hemiola/3/reset", 0.0f));
  CHECK(release.commands.empty());
  CHECK(release.replies.empty());
  CHECK_FALSE(release.bad);
}

TEST_CASE("all voices are reached as all and as a star") {
  CHECK(only(message("/hemiola/all/harmony/rotate", 1)).voice == -1);
  CHECK(only(message("/hemiola/*/rhythm/freeze", 1)).voice == -1);
}

TEST_CASE("a number may come as any of the types that sensors send") {
  const char* rotate = "/hemiola/1/harmony/rotate";
  CHECK(only(message(rotate, 5)).value == 5);
  CHECK(only(message(rotate, static_cast<::osc::int64>(5))).value == 5);
  CHECK(only(message(rotate, 5.25)).value == 5.25f);
  CHECK(only(message(rotate, true)).value == 1);
  const char* freeze = "/hemiola/1/harmony/freeze";
  CHECK(only(message(freeze, true)).value == 1);
  CHECK(only(message(freeze, false)).value == 0);
  CHECK(only(message(freeze, 0.49f)).value == 0);
  CHECK(only(message(freeze, 0.5)).value == 1);
  CHECK(only(message("/hemiola/1/harmony/from", 2.0f, 1)).value == 2);
}

TEST_CASE("a value outside its range is clamped and the sender is told") {
  struct Case {
    std::string bytes;
    float value, weight;
  };
  const Case cases[] = {
      {message("/hemiola/1/harmony/rotate", 60), 48, 1},
      {message("/hemiola/1/harmony/rotate", -1e300), -48, 1},
      {message("/hemiola/1/harmony/freeze", 127), 1, 1},
      {message("/hemiola/1/harmony/from", 2, 1.5f), 2, 1},
      {message("/hemiola/1/harmony/from", 2, -3), 2, 0},
  };
  for (const Case& c : cases) {
    const osc::Parsed parsed = parse(c.bytes);
    REQUIRE(parsed.commands.size() == 1);
    CHECK(parsed.commands[0].value == c.value);
    CHECK(parsed.commands[0].weight == c.weight);
    CHECK_FALSE(parsed.bad);
    REQUIRE(parsed.replies.size() == 1);
    CHECK(parsed.replies[0].kind == osc::Reply::Kind::clamped);
    CHECK_THAT(parsed.replies[0].reason, Contains("is outside"));
  }
  CHECK(parse(cases[0].bytes).replies[0].reason == "semitones 60 is outside -48 to 48; took 48");
  CHECK(parse(cases[0].bytes).replies[0].taken == 48);
}

TEST_CASE("what is no finite number is refused with a reason") {
  const char* rotate = "/hemiola/1/harmony/rotate";
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(refusal(message(rotate, std::nanf(""))) == "semitones must be a finite number");
  CHECK_THAT(refusal(message(rotate, infinity)), Contains("finite"));
  CHECK_THAT(refusal(message(rotate, -static_cast<double>(infinity))), Contains("finite"));
  CHECK(refusal(message(rotate, "up")) == "semitones must be a number, not a string");
  CHECK_THAT(refusal(message(rotate, ::osc::OscNil)), Contains("nil"));
  CHECK_THAT(refusal(message(rotate, ::osc::Infinitum)), Contains("infinitum"));
  CHECK_THAT(refusal(message(rotate, ::osc::Blob("abc", 3))), Contains("a blob"));
  CHECK_THAT(refusal(message(rotate, 'c')), Contains("type c"));
  CHECK_THAT(refusal(message("/hemiola/1/harmony/from", 2, std::nanf(""))), Contains("weight"));
}

TEST_CASE("a wrong number of arguments is refused and the right one named") {
  CHECK(refusal(message("/hemiola/1/harmony/rotate")) ==
        "wrong number of arguments: 0 came; this address takes 1: semitones");
  CHECK(refusal(message("/hemiola/1/harmony/from", 1, 1, 1)) ==
        "wrong number of arguments: 3 came; this address takes 2: voice, weight (may be left out)");
  CHECK(refusal(message("/hemiola/status", 1)) ==
        "wrong number of arguments: 1 came; this address takes none");
}

TEST_CASE("a space or a slash behind an address changes nothing") {
  for (const char* address : {"/hemiola/1/harmony/rotate/", "/hemiola/1/harmony/rotate ",
                              "/hemiola/1/harmony/rotate / /"})
    CHECK(only(message(address, 3)).value == 3);
}

TEST_CASE("a text is taken where it is a number, an array for what is in it") {
  CHECK(only(message("/hemiola/1/harmony/rotate", "3.5")).value == 3.5f);
  const Command c =
      only(message("/hemiola/1/harmony/from", ::osc::BeginArray, 2, "0.5", ::osc::EndArray));
  CHECK(c.value == 2);
  CHECK(c.weight == 0.5f);
  CHECK_THAT(refusal(message("/hemiola/1/harmony/rotate", "nan")), Contains("finite"));
}

TEST_CASE("infinitum is a bang: it switches on, starts what needs no number, and is no number") {
  CHECK(only(message("/hemiola/3/reset", ::osc::Infinitum)).verb == Verb::reset);
  CHECK(only(message("/hemiola/3/rhythm/freeze", ::osc::Infinitum)).value == 1);
  CHECK(parse(message("/hemiola/ping", ::osc::Infinitum)).replies.at(0).kind ==
        osc::Reply::Kind::pong);
  CHECK_THAT(refusal(message("/hemiola/1/harmony/rotate", ::osc::Infinitum)),
             Contains("infinitum"));
}

TEST_CASE("nil is an argument that was left out") {
  CHECK(only(message("/hemiola/3/reset", ::osc::OscNil)).verb == Verb::reset);
  CHECK(only(message("/hemiola/0/harmony/from", 1, ::osc::OscNil)).weight == 1);
  CHECK(parse(message("/hemiola/status", ::osc::OscNil)).replies.at(0).kind ==
        osc::Reply::Kind::status);
  CHECK_THAT(refusal(message("/hemiola/3/rhythm/freeze", ::osc::OscNil)), Contains("nil"));
}

TEST_CASE("voices that don't exist are refused and those that do are named") {
  for (const char* voice :
       {"8", "64", "-1", "x", "", "1.5", "1 ", "99999999999999999999", "+1", "0x1"}) {
    const std::string address = "/hemiola/" + std::string(voice) + "/harmony/rotate";
    INFO(address);
    CHECK(refusal(message(address.c_str(), 1)) ==
          "there is no such voice; voices are 0 to 7, or all");
  }
  const char* from = "/hemiola/1/harmony/from";
  CHECK(refusal(message(from, 8)) == "voice must be a voice: 0 to 7, or -1 to end the route");
  CHECK_THAT(refusal(message(from, -2)), Contains("voice"));
  CHECK_THAT(refusal(message(from, 1.5f)), Contains("voice"));
}

TEST_CASE("unknown addresses are refused and the known ones named") {
  for (const char* address :
       {"/hemiola/1/rhythm/rotate", "/hemiola/1/harmony", "/hemiola", "/", "", "hello",
        "/hemiola/1/harmony/rotate/x", "//", "/hemiola/ping/x/", "/HEMIOLA/ping", "hemiola/ping"}) {
    INFO(address);
    CHECK_THAT(refusal(message(address, 1)), Contains("unknown address; known are /hemiola/"));
  }
}

TEST_CASE("an address comes back printable and short, however long the good one was") {
  const std::string zeros = "/hemiola/" + std::string(50000, '0') + "1/harmony/rotate";
  const osc::Parsed clamped = parse(message(zeros.c_str(), 99));
  REQUIRE(clamped.commands.size() == 1);
  CHECK(clamped.commands[0].voice == 1);
  CHECK(clamped.replies.at(0).address.size() < 200);
  const osc::Parsed dirty = parse(message("/\x01\xff\n", 1));
  CHECK(dirty.replies.at(0).address == "/???");
}

TEST_CASE("questions are answered and answers are not") {
  using Kind = osc::Reply::Kind;
  CHECK(parse(message("/hemiola/status")).replies.at(0).kind == Kind::status);
  CHECK(parse(message("/hemiola/late")).replies.at(0).kind == Kind::late);
  CHECK(parse(message("/hemiola/ping")).replies.at(0).kind == Kind::pong);
  for (const char* answer : {"/fail", "/hemiola/clamped", "/hemiola/pong"}) {
    const osc::Parsed parsed = parse(message(answer, "x"));
    CHECK(parsed.replies.empty());
    CHECK(parsed.bad);
  }
}

TEST_CASE("a bundle's messages take effect together, its bad ones are answered one by one") {
  const std::string inner = packets::bundle({message("/hemiola/1/reset")});
  const osc::Parsed parsed =
      parse(packets::bundle({message("/hemiola/0/harmony/rotate", 2), message("/nonsense"), inner,
                             message("/hemiola/ping"), message("/hemiola/9/reset")}));
  REQUIRE(parsed.commands.size() == 2);
  CHECK(parsed.commands[0].verb == Verb::rotate);
  CHECK(parsed.commands[1].verb == Verb::reset);
  REQUIRE(parsed.replies.size() == 3);
  CHECK(parsed.replies[0].address == "/nonsense");
  CHECK(parsed.replies[1].kind == osc::Reply::Kind::pong);
  CHECK(parsed.replies[2].address == "/hemiola/9/reset");
  CHECK(parsed.bad);
}

TEST_CASE(
    "an empty bundle does nothing, a deep one is refused, a loud one is answered within reason") {
  CHECK_FALSE(parse(packets::bundle({})).bad);
  std::string deep = message("/hemiola/1/reset");
  for (int i = 0; i < 500; ++i) deep = packets::bundle({deep});
  CHECK_THAT(refusal(deep), Contains("nested"));
  const osc::Parsed loud = parse(packets::bundle(std::vector<std::string>(2000, message("/x"))));
  CHECK(loud.replies.size() == osc::kMaxRepliesPerPacket);
}

TEST_CASE("what is no OSC is refused") {
  for (const std::string& bytes :
       {std::string(), std::string("x"), std::string(4, '\0'), std::string("/hemiola/status"),
        std::string("#bundle\0", 8), std::string("/abc,iiiiiiiiii\0", 16),
        message("/hemiola/1/reset").substr(0, 12)}) {
    const osc::Parsed parsed = parse(bytes);
    CHECK(parsed.bad);
    CHECK(parsed.commands.empty());
    CHECK(parsed.replies.size() == 1);
  }
}

}  // namespace hemiola
