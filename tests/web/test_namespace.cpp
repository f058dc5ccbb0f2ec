// The namespace: each row of the table for each voice, with types, ranges and values.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "web/namespace.h"

using namespace hemiola;
using nlohmann::json;

namespace {

const web::HostInfo kHostInfo{"127.0.0.1", 57140, 57141};

json get(const osc::LastValues& last_values, const std::string& target) {
  const auto answer = web::answer(target, last_values, kHostInfo);
  INFO(target << ": " << answer.body);
  REQUIRE(answer.status == 200);
  return json::parse(answer.body);
}
int status(const osc::LastValues& last_values, const std::string& target) {
  return web::answer(target, last_values, kHostInfo).status;
}
void each_node(const json& node, const std::string& path, int& methods,
               const osc::LastValues& last_values) {
  CHECK(node["FULL_PATH"] == (path.empty() ? "/" : path));
  CHECK(get(last_values, path) == node);  // requested alone, it is the same
  if (node.contains("TYPE")) ++methods;
  if (!node.contains("CONTENTS")) return;
  for (const auto& [name, child] : node["CONTENTS"].items())
    each_node(child, path + "/" + name, methods, last_values);
}

}  // namespace

TEST_CASE("every row of the table is a node, once for each voice and once for all") {
  const osc::LastValues last_values(3);
  const json root = get(last_values, "/");
  int methods = 0, expected = 0;
  each_node(root, "", methods, last_values);
  for (const osc::Row& row : osc::table()) {
    const bool voiced = row.address.find("VOICE") != std::string_view::npos;
    expected += voiced ? 4 : 1;
    std::string path(row.address);
    if (voiced) path.replace(path.find("VOICE"), 5, 1, '2');
    const json node = get(last_values, path);
    CHECK(node["DESCRIPTION"] == row.meaning);
    CHECK(node["TYPE"].get<std::string>().size() == static_cast<std::size_t>(row.arguments));
    if (row.arguments > 0) CHECK(node["RANGE"].size() == static_cast<std::size_t>(row.arguments));
  }
  CHECK(methods == expected);
}

TEST_CASE("a node says its type, range, unit and value") {
  osc::LastValues last_values(3);
  last_values.note({.voice = 1, .verb = patchbay::Verb::rotate, .value = 3.5f});
  last_values.note({.voice = -1,
                    .part = patchbay::Part::rhythm,
                    .verb = patchbay::Verb::from,
                    .value = 2,
                    .weight = 0.25f});
  const json rotate = get(last_values, "/hemiola/1/harmony/rotate");
  CHECK(rotate["TYPE"] == "f");
  CHECK(rotate["RANGE"] == json::parse(R"([{"MIN": -48.0, "MAX": 48.0}])"));
  CHECK(rotate["UNIT"][0] == "semitones");
  CHECK(rotate["ACCESS"] == 3);
  CHECK(rotate["VALUE"] == json::parse("[3.5]"));
  CHECK(get(last_values, "/hemiola/0/harmony/rotate?VALUE") == json::parse(R"({"VALUE": [0.0]})"));
  const json from = get(last_values, "/hemiola/0/rhythm/from");
  CHECK(from["TYPE"] == "if");
  CHECK(from["RANGE"][0] == json::parse(R"({"MIN": -1, "MAX": 2})"));
  CHECK(from["VALUE"] == json::parse("[2, 0.25]"));
  CHECK(get(last_values, "/hemiola/0/harmony/from?VALUE")["VALUE"][0] == -1);
  CHECK(get(last_values, "/hemiola/all/harmony/rotate")["ACCESS"] == 2);
  last_values.note({.voice = 1, .verb = patchbay::Verb::reset});
  CHECK(get(last_values, "/hemiola/1/harmony/rotate?VALUE")["VALUE"][0] == 0.0);
  CHECK(get(last_values, "/hemiola/0/rhythm/from?VALUE")["VALUE"][0] == 2);
}

TEST_CASE("host and attributes are answered as OSCQuery asks, and nonsense with its status") {
  const osc::LastValues last_values(2);
  const json host = get(last_values, "/?HOST_INFO");
  CHECK(host["OSC_PORT"] == 57140);
  CHECK(host["EXTENSIONS"]["RANGE"] == true);
  CHECK(host["EXTENSIONS"]["LISTEN"] == true);
  CHECK(host["WS_PORT"] == 57141);
  CHECK(get(last_values, "/hemiola/")["FULL_PATH"] == "/hemiola");
  CHECK(get(last_values, "")["FULL_PATH"] == "/");
  CHECK(status(last_values, "/hemiola/2/harmony/rotate") == 404);
  CHECK(status(last_values, "/hemiola/0/harmony/rotate/x") == 404);
  CHECK(status(last_values, "//") == 200);
  CHECK(status(last_values, "hemiola") == 400);
  CHECK(status(last_values, "/hemiola?VALUE") == 204);
  CHECK(status(last_values, "/hemiola?WEIGHT") == 400);
  CHECK(status(last_values, "/" + std::string(8000, '/') + "x") == 404);
}
