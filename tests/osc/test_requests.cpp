// Glides, subscriptions and models: valid and invalid values.
#include <cmath>

#include "osc/parse.h"
#include "osc/reply.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using osc::Action;
using packets::message;
using patchbay::Part;
using patchbay::Verb;

namespace {

osc::Parsed parse(const std::string& bytes) { return osc::parse(bytes, 8); }

osc::Request only(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  for (const auto& reply : parsed.replies) UNSCOPED_INFO(reply.address << ": " << reply.reason);
  REQUIRE(parsed.requests.size() == 1);
  CHECK_FALSE(parsed.bad);
  CHECK(parsed.replies.empty());
  CHECK(parsed.commands.empty());
  return parsed.requests[0];
}

std::string refusal(const std::string& bytes) {
  const osc::Parsed parsed = parse(bytes);
  CHECK(parsed.bad);
  CHECK(parsed.commands.empty());
  CHECK(parsed.requests.empty());
  REQUIRE(parsed.replies.size() == 1);
  CHECK(parsed.replies[0].kind == osc::Reply::Kind::fail);
  return parsed.replies[0].reason;
}

using hemiola::tests::Contains;

}  // namespace

TEST_CASE("glides are taken in seconds, for each part") {
  const osc::Parsed harmony = parse(message("/hemiola/2/harmony/glide", 1.5f));
  REQUIRE(harmony.commands.size() == 1);
  CHECK(harmony.commands[0].verb == Verb::glide);
  CHECK(harmony.commands[0].part == Part::harmony);
  CHECK(harmony.commands[0].voice == 2);
  CHECK(harmony.commands[0].value == 1.5f);
  CHECK(parse(message("/hemiola/2/rhythm/glide", 0)).commands.at(0).part == Part::rhythm);
  const osc::Parsed backwards = parse(message("/hemiola/2/rhythm/glide", -1));
  CHECK(backwards.commands.at(0).value == 0);
  CHECK(backwards.replies.at(0).reason == "seconds -1 is outside 0 to 600; took 0");
  CHECK_THAT(refusal(message("/hemiola/2/rhythm/glide", std::nanf(""))), Contains("finite"));
  CHECK_THAT(refusal(message("/hemiola/2/rhythm/glide")), Contains("takes 1: seconds"));
}

TEST_CASE("subscriptions name a voice, a rate and a port, and may leave the last two out") {
  osc::Request r = only(message("/hemiola/3/subscribe/latents"));
  CHECK(r.action == Action::latents);
  CHECK(r.voice == 3);
  CHECK(r.rate_hz == 0);
  CHECK(r.port == 0);
  r = only(message("/hemiola/all/subscribe/onsets", 10.5f, 9000));
  CHECK(r.action == Action::onsets);
  CHECK(r.voice == -1);
  CHECK(r.rate_hz == 10.5);
  CHECK(r.port == 9000);
  r = only(message("/hemiola/subscribe/status"));
  CHECK(r.action == Action::pushed_status);
  CHECK(r.rate_hz == 1);
  CHECK(only(message("/hemiola/unsubscribe")).port == 0);
  CHECK(only(message("/hemiola/unsubscribe", 9000.0)).port == 9000);
  CHECK(parse(message("/hemiola/[0-3]/subscribe/*", 5)).requests.size() == 16);
}

TEST_CASE("a rate outside its range is clamped, a port that is none refused") {
  const osc::Parsed fast = parse(message("/hemiola/subscribe/status", 1e6));
  CHECK(fast.requests.at(0).rate_hz == 100);
  CHECK(fast.replies.at(0).kind == osc::Reply::Kind::clamped);
  const std::string reason = "port must be a whole number, 0 to 65535";
  for (const double port : {-1.0, 65536.0, 0.5, 1e300})
    CHECK(refusal(message("/hemiola/3/subscribe/latents", 1, port)) == reason);
  CHECK_THAT(refusal(message("/hemiola/unsubscribe", "me")), Contains("port must be a number"));
  CHECK_THAT(refusal(message("/hemiola/8/subscribe/latents")), Contains("no such voice"));
  CHECK_THAT(refusal(message("/hemiola/3/subscribe/sound")), Contains("unknown address"));
  CHECK_THAT(refusal(message("/hemiola/subscribe/status", 1, 2, 3)), Contains("3 came"));
}

TEST_CASE("a model is a file name and nothing else") {
  CHECK(only(message("/hemiola/model", "night.safetensors")).name == "night.safetensors");
  CHECK(only(message("/hemiola/model", "a b..c")).action == Action::model);
  for (const std::string& name :
       {std::string(), std::string("../x"), std::string("/etc/passwd"), std::string("a/b"),
        std::string("."), std::string(".."), std::string(".hidden"), std::string("a\nb"),
        std::string("a\x7f"), std::string(256, 'a')}) {
    INFO(name);
    CHECK_THAT(refusal(message("/hemiola/model", name.c_str())), Contains("without slashes"));
  }
  CHECK(refusal(message("/hemiola/model", 1)) == "name must be a string, not a number");
  CHECK(refusal(message("/hemiola/model", true)) == "name must be a string, not a boolean");
  CHECK_THAT(refusal(message("/hemiola/model")), Contains("takes 1: name"));
}

TEST_CASE("a packet asks for so much and not more") {
  const std::string one = message("/hemiola/0/subscribe/latents");
  const osc::Parsed parsed = parse(packets::bundle(std::vector<std::string>(100, one)));
  CHECK(parsed.requests.size() == 64);
  CHECK_THAT(parsed.replies.at(0).reason, Contains("in parts"));
}

TEST_CASE("commands carry their bundle's time, the rest is for now") {
  const osc::TimeTag later = 7ull << 32;
  const auto timed = [](osc::TimeTag time, const std::vector<std::string>& elements) {
    std::string bytes = packets::bundle(elements);
    for (int i = 0; i < 8; ++i)
      bytes[static_cast<std::size_t>(8 + i)] = static_cast<char>(time >> (56 - 8 * i) & 255);
    return bytes;
  };
  const std::string reset = message("/hemiola/1/reset");
  CHECK(parse(reset).commands.at(0).time == osc::kNow);
  CHECK(parse(packets::bundle({reset})).commands.at(0).time == osc::kNow);
  const osc::Parsed nested =
      parse(timed(later, {reset, timed(later + 5, {reset}), timed(later - 5, {reset}), reset}));
  REQUIRE(nested.commands.size() == 4);
  CHECK(nested.commands[0].time == later);
  CHECK(nested.commands[1].time == later + 5);
  CHECK(nested.commands[2].time == later);
  CHECK(nested.commands[3].time == later);
  CHECK(parse(timed(later, {message("/hemiola/ping")})).replies.size() == 1);
}

TEST_CASE("a load is answered with whether, what and why") {
  osc::Loaded loaded{
      .success = true, .latency_samples = 2752, .places = 12, .channels_per_place = 3, .rhythm = 5};
  std::snprintf(loaded.text.data(), loaded.text.size(), "night.safetensors");
  const packets::Message reply = packets::read(osc::encode(loaded));
  CHECK(reply.address == "/hemiola/loaded");
  CHECK(reply.numbers == std::vector<double>{1, 2752, 12, 3, 5});
  CHECK(reply.strings == std::vector<std::string>{"night.safetensors"});
  for (const char* answer : {"/hemiola/loaded", "/hemiola/subscribed"})
    CHECK(parse(message(answer, 1)).replies.empty());
}

}  // namespace hemiola
