// Builds the tree from the table, row by row, and finds the requested node.
#include "web/namespace.h"

#include <array>
#include <nlohmann/json.hpp>

namespace hemiola::web {

namespace {

using nlohmann::json;

// OSCQuery's codes for a node's access
constexpr int kNoValue = 0, kWriteOnly = 2, kReadWrite = 3;
constexpr std::array kAttributes = {"FULL_PATH", "CONTENTS", "TYPE",        "ACCESS",
                                    "RANGE",     "UNIT",     "DESCRIPTION", "VALUE"};
// In place of a voice number: all voices, which have no single value.
constexpr int kAll = -1;

char type_of(const osc::Argument& argument) {
  switch (argument.rule) {
    case osc::Rule::toggle:
      return 'T';
    case osc::Rule::voice:
    case osc::Rule::whole:
      return 'i';
    case osc::Rule::file:
    case osc::Rule::chord:
    case osc::Rule::hit:
    case osc::Rule::name:
    case osc::Rule::voice_name:
      return 's';
    default:
      return 'f';
  }
}

json range_of(const osc::Argument& argument, int voices) {
  switch (argument.rule) {
    case osc::Rule::toggle:
      return {{"VALS", {false, true}}};
    case osc::Rule::voice:
      return {{"MIN", -1}, {"MAX", voices - 1}};
    case osc::Rule::file:
    case osc::Rule::chord:
    case osc::Rule::name:
    case osc::Rule::voice_name:
      return nullptr;  // any name; those of files are not disclosed
    case osc::Rule::hit:
      return {{"VALS", patchbay::kHitKinds}};
    default:
      return {{"MIN", argument.lowest}, {"MAX", argument.highest}};
  }
}

json value_of(const osc::Argument& argument, float value) {
  switch (argument.rule) {
    case osc::Rule::toggle:
      return value != 0;
    case osc::Rule::voice:
      return static_cast<int>(value);
    default:
      return value;
  }
}

json method(std::size_t index, int voice, const std::string& path,
            const osc::LastValues& last_values) {
  const osc::Row& row = osc::table()[index];
  const bool readable = is_readable(row) && voice != kAll;
  std::string type;
  json ranges = json::array(), units = json::array(), values = json::array();
  for (int i = 0; i < row.arguments; ++i) {
    const osc::Argument& argument = row.argument[i];
    type += type_of(argument);
    ranges.push_back(range_of(argument, last_values.voices()));
    units.push_back(argument.unit);
    if (readable && !row.list)
      values.push_back(value_of(argument, last_values.value(index, voice, i)));
  }
  if (readable && row.list) values = last_values.list(index, voice);
  json node = {{"FULL_PATH", path},
               {"TYPE", type},
               {"ACCESS", readable ? kReadWrite : kWriteOnly},
               {"DESCRIPTION", row.meaning}};
  if (row.arguments > 0) node["RANGE"] = ranges;
  if (row.arguments > 0) node["UNIT"] = units;
  if (readable) node["VALUE"] = values;
  return node;
}

json container(const std::string& path) {
  return {{"FULL_PATH", path}, {"ACCESS", kNoValue}, {"CONTENTS", json::object()}};
}

// Inserts a method into the tree, with its parent containers.
void insert(json& root, const std::string& path, const json& node) {
  json* here = &root;
  for (std::size_t begin = 1;;) {
    const std::size_t end = path.find('/', begin);
    const std::string word = path.substr(begin, end - begin);
    json& contents = (*here)["CONTENTS"];
    if (end == std::string::npos) {
      contents[word].update(node);
      return;
    }
    if (!contents.contains(word)) contents[word] = container(path.substr(0, end));
    here = &contents[word];
    begin = end + 1;
  }
}

// All nodes at this path or below it, with their parent containers.
json tree_of(std::string_view wanted, const osc::LastValues& last_values) {
  json root = container("/");
  root["DESCRIPTION"] = "Hemiola: harmony and rhythm of each voice";
  for (std::size_t i = 0; i < osc::table().size(); ++i) {
    const osc::Row& row = osc::table()[i];
    const bool voiced = row.address.find("VOICE") != std::string_view::npos;
    const int last = voiced ? last_values.voices() - 1 : kAll;
    for (int voice = kAll; voice <= last; ++voice) {
      const std::string path = osc::address_of(row, voice);
      if (lies_below(path, wanted)) insert(root, path, method(i, voice, path, last_values));
    }
  }
  return root;
}

const json* find(const json& root, std::string_view path) {
  const json* here = &root;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const auto contents = here->find("CONTENTS");
    if (contents == here->end()) return nullptr;
    const auto next = contents->find(path.substr(0, end));
    if (next == contents->end()) return nullptr;
    here = &*next;
    path.remove_prefix(end);
  }
  return here;
}

json host_info(const HostInfo& host) {
  json extensions;
  for (const char* name : kAttributes) extensions[name] = true;
  for (const char* name : {"LISTEN", "IGNORE", "OSC_STREAMING"}) extensions[name] = true;
  return {{"NAME", "Hemiola"},       {"OSC_IP", host.address}, {"OSC_PORT", host.osc_port},
          {"OSC_TRANSPORT", "UDP"},  {"WS_IP", host.address},  {"WS_PORT", host.web_port},
          {"EXTENSIONS", extensions}};
}

}  // namespace

bool is_readable(const osc::Row& row) noexcept { return row.list || osc::has_values(row); }

bool lies_below(std::string_view path, std::string_view wanted) noexcept {
  return path.starts_with(wanted) && (path.size() == wanted.size() || path[wanted.size()] == '/');
}

Answer answer(std::string_view target, const osc::LastValues& last_values, const HostInfo& host) {
  const std::size_t question = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, question);
  const std::string attribute(target.substr(std::min(question + 1, target.size())));
  if (attribute == "HOST_INFO") return {200, host_info(host).dump()};
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!path.empty() && !path.starts_with('/')) return {400, "A path begins with a slash."};
  const json root = tree_of(path, last_values);
  const json* node = find(root, path);
  if (node == nullptr) return {404, "No such address; the path / shows all there are."};
  if (attribute.empty()) return {200, node->dump()};
  if (std::find(kAttributes.begin(), kAttributes.end(), attribute) == kAttributes.end())
    return {400, "No such attribute; ?HOST_INFO names those there are."};
  if (!node->contains(attribute)) return {204, ""};
  return {200, json{{attribute, (*node)[attribute]}}.dump()};
}

}  // namespace hemiola::web
