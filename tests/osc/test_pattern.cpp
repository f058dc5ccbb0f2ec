// Address patterns of OSC 1.0, alone and in whole addresses.

#include "osc/parse.h"
#include "osc/pattern.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using osc::matches;
using packets::message;
using patchbay::Part;
using patchbay::Verb;

TEST_CASE("each sign of a pattern matches what OSC 1.0 says") {
  CHECK(matches("rotate", "rotate"));
  CHECK_FALSE(matches("rotate", "rotat"));
  CHECK_FALSE(matches("rotat", "rotate"));
  CHECK(matches("r?tate", "rotate"));
  CHECK_FALSE(matches("rotate?", "rotate"));
  CHECK(matches("*", ""));
  CHECK(matches("*", "rotate"));
  CHECK(matches("r*e", "rotate"));
  CHECK(matches("*t*t*", "rotate"));
  CHECK_FALSE(matches("*t*t*t*", "rotate"));
  CHECK(matches("[0-3]", "3"));
  CHECK_FALSE(matches("[0-3]", "4"));
  CHECK(matches("[0-35-7]", "6"));
  CHECK(matches("[!0-3]", "4"));
  CHECK_FALSE(matches("[!0-3]", "2"));
  CHECK(matches("[!abc]reeze", "freeze"));
  CHECK(matches("[a-]", "-"));
  CHECK_FALSE(matches("[]", "a"));
  CHECK(matches("{0,12,2}", "12"));
  CHECK_FALSE(matches("{0,12,2}", "1"));
  CHECK(matches("{har,rhy}*", "rhythm"));
  CHECK(matches("{,un}freeze", "freeze"));
  CHECK(matches("{f,fr}{reeze,eeze}", "freeze"));
}

TEST_CASE("a pattern that is not closed matches nothing, and a long text either") {
  for (const char* broken : {"[0-3", "{a,b", "a[", "*{", "[!"}) {
    INFO(broken);
    CHECK_FALSE(matches(broken, "a"));
    CHECK(osc::is_pattern(broken));
  }
  CHECK(matches("*", std::string(255, 'a')));
  CHECK(matches("?*", std::string(255, 'a')));
  CHECK_FALSE(matches("*", std::string(256, 'a')));
}

TEST_CASE("a bracket that is not closed is seen") {
  for (const char* closed : {"", "a", "[a-z]{b,c}", "{[}", "*]"}) CHECK(osc::is_closed(closed));
  for (const char* open : {"[", "a[b]{", "{a]", "[a]b[c"}) CHECK_FALSE(osc::is_closed(open));
}

TEST_CASE("an address matches part by part, with or without the slash in front") {
  using osc::matches_address;
  CHECK(matches_address("/a/*/c", "/a/b/c"));
  CHECK(matches_address("/{x,y}/[0-3]", "/y/2"));
  CHECK_FALSE(matches_address("/a/*", "/a/b/c"));
  CHECK_FALSE(matches_address("/a/*/c", "/a/c"));
  CHECK_FALSE(matches_address("/a", "/b"));
  CHECK(matches_address("a/b", "/a/b"));
  CHECK(matches_address("/a/b", "a/b"));
  CHECK_FALSE(matches_address("/a", ""));
  CHECK(matches_address("/" + std::string(500, 'a'), "/" + std::string(500, 'a')));
}

TEST_CASE("a pattern made to take for ever ends") {
  std::string evil;
  for (int i = 0; i < 1000; ++i) evil += "*a{a,aa}";
  CHECK_FALSE(matches(evil + "b", std::string(255, 'a')));
}

namespace {

osc::Parsed parse(const std::string& bytes) { return osc::parse(bytes, 8); }

// Each command as voice, part and verb
std::vector<std::vector<int>> reached(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  for (const auto& reply : parsed.replies) UNSCOPED_INFO(reply.address << ": " << reply.reason);
  CHECK_FALSE(parsed.bad);
  std::vector<std::vector<int>> commands;
  for (const auto& c : parsed.commands)
    commands.push_back({c.voice, static_cast<int>(c.part), static_cast<int>(c.verb)});
  return commands;
}

constexpr int kHarmony = static_cast<int>(Part::harmony), kRhythm = static_cast<int>(Part::rhythm);
constexpr int kRotate = static_cast<int>(Verb::rotate), kFreeze = static_cast<int>(Verb::freeze);

}  // namespace

TEST_CASE("a pattern in any part of an address reaches all that it matches") {
  using Commands = std::vector<std::vector<int>>;
  CHECK(reached(message("/hemiola/[0-2]/harmony/rotate", 1)) ==
        Commands{{0, kHarmony, kRotate}, {1, kHarmony, kRotate}, {2, kHarmony, kRotate}});
  CHECK(reached(message("/hemiola/{0,2}/*/freeze", 1)) == Commands{{0, kHarmony, kFreeze},
                                                                   {2, kHarmony, kFreeze},
                                                                   {0, kRhythm, kFreeze},
                                                                   {2, kRhythm, kFreeze}});
  CHECK(reached(message("/hemiola/[!1-7]/harmony/rotate", 1)) == Commands{{0, kHarmony, kRotate}});
  CHECK(reached(message("/{hemiola,other}/7/h*/fr??ze", 1)) == Commands{{7, kHarmony, kFreeze}});
  // A pattern that matches all voices becomes `all`.
  CHECK(reached(message("/hemiola/?/harmony/rotate", 1)) == Commands{{-1, kHarmony, kRotate}});
  CHECK(reached(message("/hemiola/all/*/freeze", 1)) ==
        Commands{{-1, kHarmony, kFreeze}, {-1, kRhythm, kFreeze}});
}

TEST_CASE("a pattern that matches nothing is refused") {
  for (const char* address :
       {"/hemiola/[89]/harmony/rotate", "/hemiola/*/rhythm/rotate", "/hemiola/{0,2/*/freeze", "/*",
        "/hemiola/*/*/*/*", "*/0/harmony/rotate", "x*/ping", "/hemiola/a*/harmony/rotate"}) {
    INFO(address);
    const osc::Parsed parsed = parse(message(address, 1));
    CHECK(parsed.bad);
    CHECK(parsed.commands.empty());
    REQUIRE(parsed.replies.size() == 1);
    CHECK(parsed.replies[0].reason == "this pattern matches no address; voices are 0 to 7, or all");
  }
  CHECK(parse(message("/hemiola/9/*/freeze", 1)).replies.at(0).reason ==
        "there is no such voice; voices are 0 to 7, or all");
}

TEST_CASE("a pattern is answered by each address that it matches") {
  const osc::Parsed parsed = parse(message("/hemiola/{status,ping}"));
  REQUIRE(parsed.replies.size() == 2);
  CHECK(parsed.replies[0].kind == osc::Reply::Kind::status);
  CHECK(parsed.replies[1].kind == osc::Reply::Kind::pong);
  // One matched address does not take this argument and replies so; the other command is done.
  const osc::Parsed half = parse(message("/hemiola/0/harmony/{rotate,from}", 20));
  REQUIRE(half.commands.size() == 1);
  CHECK(half.commands[0].verb == Verb::rotate);
  REQUIRE(half.replies.size() == 1);
  CHECK(half.replies[0].kind == osc::Reply::Kind::fail);
}

TEST_CASE("a packet full of patterns makes no more commands than the worker ever takes") {
  const std::string one = message("/hemiola/[0-6]/*/freeze", 1);
  const osc::Parsed parsed = parse(packets::bundle(std::vector<std::string>(1200, one)));
  CHECK(parsed.commands.size() == osc::kMaxCommandsPerPacket + 1);
}

}  // namespace hemiola
