// Reads the mapping file; error messages contain the line.
#include "mapping/file.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "osc/parse.h"
#include "osc/pattern.h"

namespace hemiola::mapping {

namespace {

using nlohmann::json;

// Counts the lines read by the JSON parser, which does not report positions itself.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, int& line) : at_(at), line_(&line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *line_ += *at_++ == '\n';
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  int* line_;
};

// The position of one mapping in the text.
struct Place {
  int line = 1;
  std::map<std::string, int> keys;
};

struct Document {
  json root;
  std::vector<Place> places;  // of the mappings, in the same order
};

[[noreturn]] void refuse(int line, const std::string& sentence) {
  throw Broken("line " + std::to_string(line) + ": " + sentence);
}

Document parse_text(std::string_view text) {
  Document document;
  int line = 1;
  const auto note = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start && depth == 2)
      document.places.push_back({.line = line, .keys = {}});
    if (event == json::parse_event_t::key && depth == 3 && !document.places.empty())
      document.places.back().keys[parsed.get<std::string>()] = line;
    return true;
  };
  try {
    document.root =
        json::parse(CountingIterator(text.data(), line),
                    CountingIterator(text.data() + text.size(), line), note, true, true);
  } catch (const json::exception& error) {
    // The library's own message without its error number, from its position on if it has one.
    const std::string words = error.what();
    const std::size_t place = words.find("line "), text_begin = words.find("] ");
    if (place != std::string::npos) throw Broken(words.substr(place));
    refuse(line, text_begin == std::string::npos ? words : words.substr(text_begin + 2));
  }
  return document;
}

constexpr std::string_view kKeys[] = {"argument",  "arguments", "curve",     "from",   "glide",
                                      "hold",      "input",     "note",      "output", "safe",
                                      "smoothing", "step",      "threshold", "to"};

bool is_key(std::string_view name) {
  return std::find(std::begin(kKeys), std::end(kKeys), name) != std::end(kKeys);
}

class Reader {
 public:
  Reader(const json& entry, const Place& place, int voices)
      : entry_(entry), place_(place), voices_(voices) {}

  Mapping read() {
    if (!entry_.is_object()) refuse(place_.line, "a mapping is an object in braces.");
    for (const auto& [key, value] : entry_.items())
      if (!is_key(key)) complain(key, "is no key of a mapping; known are " + known_keys());
    Mapping mapping;
    mapping.from = osc::trimmed(address("from"));
    if (!osc::is_closed(mapping.from)) complain("from", "opens a bracket that it does not close.");
    if (mapping.from.starts_with("/hemiola/") || mapping.from.starts_with("hemiola/"))
      complain("from", "is Hemiola's own address, which needs no mapping.");
    mapping.argument = static_cast<int>(number("argument", 0, 0, 63));
    mapping.input = range("input");
    mapping.to = address("to");
    if (!mapping.to.starts_with('/')) complain("to", "must begin with a slash.");
    mapping.output = range("output");
    mapping.step = number("step", 0, 0, 1e6);
    mapping.curve = curve(mapping.output);
    mapping.smoothing_s = number("smoothing", 0, 0, 3600);
    read_arguments(mapping);
    read_threshold(mapping);
    read_silence(mapping);
    try_out(mapping);
    return mapping;
  }

 private:
  [[noreturn]] void complain(const std::string& key, const std::string& what) const {
    const auto at = place_.keys.find(key);
    refuse(at == place_.keys.end() ? place_.line : at->second, '"' + key + "\" " + what);
  }

  static std::string known_keys() {
    std::string names;
    for (const std::string_view key : kKeys) names.append(names.empty() ? "" : ", ").append(key);
    return names + '.';
  }

  std::string address(const std::string& key) const {
    if (!entry_.contains(key)) complain(key, "is missing; a mapping needs \"from\" and \"to\".");
    if (!entry_[key].is_string() || entry_[key].get<std::string>().empty())
      complain(key, "must be an OSC address, such as \"/1/fader1\".");
    return entry_[key];
  }

  double number(const std::string& key, double otherwise, double lowest, double highest) const {
    if (!entry_.contains(key)) return otherwise;
    const json& value = entry_[key];
    if (!value.is_number() || value.get<double>() < lowest || value.get<double>() > highest)
      complain(key, "must be a number from " + json(lowest).dump() + " to " + json(highest).dump() +
                        '.');
    return value;
  }

  static bool is_pair(const json& value) {
    return value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number();
  }

  Range range(const std::string& key) const {
    if (!entry_.contains(key)) return {};
    const json& value = entry_[key];
    if (!is_pair(value) || value[0] == value[1])
      complain(key, "must be two different numbers, such as [0, 1].");
    return {value[0], value[1]};
  }

  Curve curve(const Range& output) const {
    if (!entry_.contains("curve")) return {};
    const json& value = entry_["curve"];
    if (value == "linear") return {};
    if (value == "exponential") {
      if (output.from * output.to <= 0)
        complain("curve",
                 "can be exponential only where both ends of \"output\" have one sign and "
                 "neither is 0.");
      return {Curve::Kind::exponential, 0};
    }
    if (value.is_number() && std::abs(value.get<double>()) <= 50)
      return {Curve::Kind::bend, value.get<double>()};
    if (value.is_object() && value.size() == 1 && value.contains("power") &&
        value["power"].is_number() && value["power"].get<double>() > 0)
      return {Curve::Kind::power, value["power"].get<double>()};
    complain("curve",
             "must be \"linear\", \"exponential\", {\"power\": 2} or a number from -50 to "
             "50, as SuperCollider's lincurve takes it.");
  }

  void read_arguments(Mapping& mapping) const {
    if (!entry_.contains("arguments")) return;
    const json& list = entry_["arguments"];
    const char* wanted =
        "must be a list of numbers and names with one \"value\" among them, such as [1, \"value\"] "
        "or [\"kick\", \"value\"].";
    if (!list.is_array() || std::count(list.begin(), list.end(), "value") != 1)
      complain("arguments", wanted);
    mapping.arguments.clear();
    for (const json& item : list) {
      if (item == "value") mapping.place = mapping.arguments.size();
      if (!item.is_string() && !item.is_number()) complain("arguments", wanted);
      if (item.is_string() && item != "value")
        mapping.arguments.push_back({.type = 's', .text = item.get<std::string>()});
      else
        mapping.arguments.push_back(
            {.type = 'd', .number = item.is_number() ? item.get<double>() : 0});
    }
  }

  void read_threshold(Mapping& mapping) const {
    if (!entry_.contains("threshold")) return;
    const json& value = entry_["threshold"];
    if (value.is_number())
      mapping.threshold = {value, value};
    else if (is_pair(value) && value[0] <= value[1])
      mapping.threshold = {value[0], value[1]};
    else
      complain("threshold", "must be a number, or two: off below the first, on from the second.");
  }

  void read_silence(Mapping& mapping) const {
    if (!entry_.contains("hold")) {
      for (const char* key : {"glide", "safe"})
        if (entry_.contains(key))
          complain(key, "has a meaning only beside \"hold\", the seconds of silence before it.");
      return;
    }
    if (!entry_.contains("safe"))
      complain("hold", "needs a \"safe\" value, to which a silent sensor's glides.");
    const auto [low, high] = std::minmax(mapping.output.from, mapping.output.to);
    mapping.silence = {.hold_s = number("hold", 0, 0.01, 1e6),
                       .glide_s = number("glide", 0, 0, 1e6),
                       .safe = number("safe", 0, low, high)};
  }

  // Check with the worker's own parser: what it would reject or clamp is rejected here.
  void try_out(const Mapping& mapping) const {
    bool commands = false;
    for (const double end : {mapping.output.from, mapping.output.to}) {
      osc::Parsed parsed;
      osc::read_message(message_for(mapping, end), voices_, parsed);
      if (!parsed.replies.empty()) complain("to", sentence(parsed.replies[0]));
      commands = commands || !parsed.commands.empty();
    }
    if (!commands)
      complain("to", "commands nothing; choose an address that turns, holds or routes.");
  }

  static std::string sentence(const osc::Reply& reply) {
    if (reply.reason.empty()) return "is a question, and a mapping can answer no one.";
    return "would not be taken: " + reply.reason + '.';
  }

  const json& entry_;
  const Place& place_;
  int voices_;
};

}  // namespace

std::vector<Mapping> read_mappings(std::string_view text, int voices) {
  const Document document = parse_text(text);
  const json& root = document.root;
  if (!root.is_object() || root.size() != 1 || !root.contains("mappings") ||
      !root["mappings"].is_array())
    refuse(1, "the file must be {\"mappings\": [ ... ]} and nothing else.");
  std::vector<Mapping> mappings;
  std::size_t place = 0;
  for (const json& entry : root["mappings"]) {
    // Only objects have a position; other entries use that of the last object before them.
    const Place before = place == 0 ? Place{} : document.places[place - 1];
    const bool object = entry.is_object();
    mappings.push_back(Reader(entry, object ? document.places[place] : before, voices).read());
    place += object;
  }
  return mappings;
}

std::string read_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t kMaxBytes = 1 << 20;
  std::error_code error;
  // A folder can be opened like a file; only reading it fails.
  if (std::filesystem::is_directory(file, error))
    throw Broken("it is a folder; the mapping is a file in one, such as mapping.json.");
  if (const auto bytes = std::filesystem::file_size(file, error); !error && bytes > kMaxBytes)
    throw Broken("it is longer than 1 MB.");
  try {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Broken("it can't be read; is it this user's?");
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    return text;
  } catch (const std::ios_base::failure& failure) {
    throw Broken(std::string("it can't be read: ") + failure.what() + '.');
  }
}

std::filesystem::path default_place() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value != nullptr ? value : "");
  };
  if (!set("HEMIOLA_MAPPING").empty()) return set("HEMIOLA_MAPPING");
  if (!set("XDG_CONFIG_HOME").empty()) return set("XDG_CONFIG_HOME") / "hemiola/mapping.json";
  return set("HOME").empty() ? "" : set("HOME") / ".config/hemiola/mapping.json";
}

}  // namespace hemiola::mapping
