// The mapping file: what it may contain, and that errors are reported with their line.
#include <cstdlib>

#include "mapping/file.h"
#include "support/catch.h"

using namespace hemiola::mapping;
using hemiola::tests::Contains;

namespace {

std::string complaint(const std::string& text) {
  try {
    read_mappings(text, 4);
  } catch (const Broken& error) {
    return error.what();
  }
  return "";
}
// A mapping that is valid, plus `more` on line 4.
std::string with(const std::string& more, const std::string& to = "/hemiola/1/harmony/rotate") {
  return "{\"mappings\": [\n  {\"from\": \"/a\",\n   \"to\": \"" + to + "\",\n   " + more + "}\n]}";
}

}  // namespace

TEST_CASE("a file with everything in it is read as it says") {
  const auto mappings = read_mappings(R"({"mappings": [
    // A fader.
    {"from": "/1/fader1", "to": "/hemiola/all/harmony/rotate", "output": [-12, 12], "step": 1},
    {"from": "/ZIGSIM/*/accel", "argument": 2, "input": [-1, 1], "note": "a phone",
     "to": "/hemiola/0/harmony/from", "arguments": [1, "value"], "curve": -3,
     "smoothing": 0.5, "hold": 5, "glide": 10, "safe": 0.25},
    {"from": "/light", "input": [0, 1023], "threshold": [300, 400], "to": "/hemiola/0/rhythm/freeze",
     "curve": {"power": 2}}
  ]})",
                                      4);
  REQUIRE(mappings.size() == 3);
  CHECK(mappings[0].output == Range{-12, 12});
  CHECK(mappings[0].step == 1);
  const Mapping& phone = mappings[1];
  CHECK(phone.argument == 2);
  CHECK(phone.input == Range{-1, 1});
  CHECK(phone.arguments ==
        std::vector<hemiola::osc::Value>{{.type = 'd', .number = 1}, {.type = 'd'}});
  CHECK(phone.place == 1);
  CHECK(phone.curve == Curve{Curve::Kind::bend, -3});
  CHECK(phone.smoothing_s == 0.5);
  CHECK(phone.silence == Silence{5, 10, 0.25});
  CHECK(mappings[2].threshold == Threshold{300, 400});
  CHECK(mappings[2].curve == Curve{Curve::Kind::power, 2});
  CHECK(read_mappings(R"({"mappings": []})", 1).empty());
}

TEST_CASE("broken JSON is told with its line") {
  CHECK_THAT(complaint("{\"mappings\": [\n  {\"from\": \"/a\",,\n]}"),
             Contains("line 2, column 17"));
  CHECK_THAT(complaint(""), Contains("line 1"));
  CHECK_THAT(complaint("[1, 2]"), Contains("line 1: the file must be"));
  CHECK_THAT(complaint("{\"mappings\": [], \"more\": 1}"), Contains("nothing else"));
  CHECK_THAT(complaint("{\"mappings\": [\n\n1e999]}"), Contains("line 3"));
  CHECK_THAT(complaint("{\"mappings\": [\n7]}"), Contains("object in braces"));
  CHECK_THAT(complaint("{\"mappings\": [[{\"from\": 1}]]}"), Contains("object in braces"));
  CHECK_THAT(complaint(std::string(50000, '[')), Contains("line 1"));
}

TEST_CASE("a mistake in a mapping is told with the line of its key and what to write") {
  CHECK(complaint(with("\"output\": [-12, 12]")) == "");
  const std::pair<const char*, const char*> mistakes[] = {
      {"\"outptu\": [0, 1]", "\"outptu\" is no key of a mapping"},
      {"\"output\": [1, 1]", "two different numbers"},
      {"\"output\": 7", "two different numbers"},
      {"\"input\": [\"a\", 1]", "two different numbers"},
      {"\"argument\": -1", "from 0"},
      {"\"curve\": \"round\"", "\"exponential\""},
      {"\"curve\": {\"power\": 0}", "\"exponential\""},
      {"\"curve\": \"exponential\"", "neither is 0"},
      {"\"smoothing\": \"slow\"", "must be a number"},
      {"\"threshold\": [2, 1]", "two"},
      {"\"arguments\": [1, 2]", "one \"value\""},
      {"\"arguments\": [\"value\", \"value\"]", "one \"value\""},
      {"\"hold\": 5", "needs a \"safe\" value"},
      {"\"safe\": 0", "only beside \"hold\""},
      {"\"hold\": 5, \"safe\": 2", "from 0.0 to 1.0"},
  };
  for (const auto& [more, words] : mistakes) {
    INFO(more);
    CHECK_THAT(complaint(with(more)), Contains("line 4: ") && Contains(words));
  }
  CHECK_THAT(complaint("{\"mappings\": [\n\n{\"to\": \"/hemiola/0/reset\"}]}"),
             Contains("line 3: \"from\" is missing"));
  CHECK_THAT(
      complaint("{\"mappings\": [{\"from\": \"/hemiola/0/reset\", \"to\": \"/hemiola/0/reset\"}]}"),
      Contains("needs no mapping"));
}

TEST_CASE("whose messages are meant may be any pattern of OSC that is whole") {
  const auto from = [](const std::string& address) {
    return complaint("{\"mappings\": [{\"to\": \"/hemiola/0/reset\", \"from\": \"" + address +
                     "\"}]}");
  };
  CHECK(from("/{a,b}/[!0-3]*/?") == "");
  CHECK(from("tim/elements") == "");
  CHECK_THAT(from("/{a,b/c"), Contains("bracket"));
  CHECK_THAT(from("/a/[0-3"), Contains("bracket"));
  CHECK_THAT(from(""), Contains("OSC address"));
  CHECK_THAT(from("hemiola/0/reset"), Contains("needs no mapping"));
  CHECK_THAT(complaint(with("\"step\": 0", "hemiola/0/reset")), Contains("slash"));
}

TEST_CASE("what the worker would refuse or clamp is refused in the file already") {
  CHECK_THAT(complaint(with("\"output\": [0, 60]")), Contains("line 3: ") && Contains("-48 to 48"));
  CHECK_THAT(complaint(with("\"step\": 0", "/hemiola/4/harmony/rotate")), Contains("0 to 3"));
  CHECK_THAT(complaint(with("\"step\": 0", "/hemiola/0/harmony/turn")),
             Contains("unknown address"));
  CHECK_THAT(complaint(with("\"step\": 0", "/hemiola/ping")), Contains("would not be taken"));
  CHECK_THAT(complaint(with("\"arguments\": []", "/hemiola/ping")), Contains("one \"value\""));
  CHECK_THAT(complaint(with("\"arguments\": [9, \"value\"]", "/hemiola/0/harmony/from")),
             Contains("voice must be a voice"));
  CHECK(complaint(with("\"arguments\": [3, \"value\"]", "/hemiola/0/harmony/from")) == "");
  CHECK(complaint(with("\"arguments\": [\"kick\", \"value\"]", "/hemiola/0/rhythm/hit")) == "");
  CHECK_THAT(complaint(with("\"arguments\": [\"gong\", \"value\"]", "/hemiola/0/rhythm/hit")),
             Contains("one of kick"));
  CHECK(complaint(with("\"threshold\": 0.5", "/hemiola/all/reset")) == "");
}

TEST_CASE("the default place follows the environment") {
  setenv("HEMIOLA_MAPPING", "/some/where.json", 1);
  CHECK(default_place() == "/some/where.json");
  unsetenv("HEMIOLA_MAPPING");
  setenv("XDG_CONFIG_HOME", "/config", 1);
  CHECK(default_place() == "/config/hemiola/mapping.json");
  unsetenv("XDG_CONFIG_HOME");
  setenv("HOME", "/house", 1);
  CHECK(default_place() == "/house/.config/hemiola/mapping.json");
}
