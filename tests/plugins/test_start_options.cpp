// Whether a worker fulfils a start's request, and the values of options that a start does not name.
#include <cmath>
#include <cstdlib>
#include <limits>

#include "start_options.h"
#include "support/catch.h"

using namespace hemiola::plugin;

namespace {

StartOptions chosen() {
  return {.model = "mine.safetensors",
          .voices = 16,
          .latency_seconds = 0.08f,
          .device = "cpu",
          .worker = "/opt/hemiola",
          .osc_port = 57140,
          .osc_ports = 16,
          .heard_on_port = 57142};
}

}  // namespace

TEST_CASE("a start that names nothing is content with whatever runs") {
  CHECK(satisfies(chosen(), {}));
  CHECK(satisfies(chosen(), {.first_osc_port = 57999}));
  CHECK(satisfies(StartOptions{}, {}));
}

TEST_CASE("a start that names what runs is content, and one that names something else is not") {
  CHECK(satisfies(chosen(), {.model = "mine.safetensors",
                             .voices = 16,
                             .latency_seconds = 0.08f,
                             .device = "cpu",
                             .worker = "/opt/hemiola",
                             .osc_port = 57142}));
  CHECK_FALSE(satisfies(chosen(), {.model = "other.safetensors"}));
  CHECK_FALSE(satisfies(chosen(), {.voices = 8}));
  CHECK_FALSE(satisfies(chosen(), {.latency_seconds = 0.1f}));
  CHECK_FALSE(satisfies(chosen(), {.device = "cuda"}));
  CHECK_FALSE(satisfies(chosen(), {.worker = "/usr/bin/hemiola"}));
  CHECK_FALSE(satisfies(chosen(), {.osc_port = 57140}));
}

TEST_CASE("a port that was named is the same request again, though another program has it") {
  StartOptions running = chosen();
  running.osc_ports = 1;
  running.heard_on_port = 0;
  CHECK(satisfies(running, {.osc_port = 57140}));
}

TEST_CASE("what a start does not name stays as it runs") {
  const StartOptions options = options_for({.voices = 4, .first_osc_port = 57999}, chosen());
  CHECK(options.voices == 4);
  CHECK(options.model == "mine.safetensors");
  CHECK(options.latency_seconds == 0.08f);
  CHECK(options.device == "cpu");
  CHECK(options.osc_port == 57142);
  CHECK(satisfies(options, {.voices = 4}));
}

TEST_CASE("where nothing runs, the rest is the default and OSC begins at the client's port") {
  const StartOptions options = options_for({.first_osc_port = 58140}, {});
  CHECK(options.voices == 8);
  CHECK(options.osc_port == 58140);
  CHECK(options.osc_ports > 1);
  const StartOptions named = options_for({.osc_port = 57150, .first_osc_port = 58140}, {});
  CHECK(named.osc_port == 57150);
  CHECK(named.osc_ports == 1);
  CHECK(options_for({.osc_port = -1}, {}).osc_port == -1);
}

TEST_CASE("numbers that are none are refused with a sentence") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(problem_of({}).empty());
  CHECK_FALSE(problem_of({.voices = nan}).empty());
  CHECK_FALSE(problem_of({.voices = infinity}).empty());
  CHECK_FALSE(problem_of({.latency_seconds = infinity}).empty());
  CHECK_FALSE(problem_of({.latency_seconds = nan}).empty());
}

TEST_CASE("a tilde is the home of the server's user") {
  const char* before = std::getenv("HOME");
  const std::string home = before != nullptr ? before : "";
  setenv("HOME", "/there", 1);
  CHECK(with_home("~/m.safetensors") == "/there/m.safetensors");
  CHECK(with_home("~") == "/there");
  CHECK(with_home("~other/m") == "~other/m");
  CHECK(with_home("/a/~/m") == "/a/~/m");
  CHECK(with_home("").empty());
  setenv("HOME", home.c_str(), 1);
}

TEST_CASE("a model's path has to lead to a file, a mere name is the worker's own") {
  CHECK_NOTHROW(check_model(""));
  CHECK_NOTHROW(check_model("wire"));
  CHECK_NOTHROW(check_model(__FILE__));
  for (const char* path : {"/nowhere/model.safetensors", "nowhere.safetensors", "/", "./nowhere"})
    CHECK_THROWS_WITH(check_model(path), hemiola::tests::Contains(path));
}
