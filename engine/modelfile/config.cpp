// Configuration of a model as JSON; every field is checked when read.
#include "modelfile/config.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace hemiola::modelfile {
namespace {

using nlohmann::json;

constexpr int kFormat = 2;  // 2: bands below a running level, loudness as a channel of rhythm

template <typename T>
T field(const json& object, const char* name, double lowest, double highest) {
  if (!object.contains(name) || !object[name].is_number())
    throw std::runtime_error(std::string("the model's configuration lacks the number \"") + name +
                             "\"");
  const double value = object[name].get<double>();
  if (!(value >= lowest && value <= highest))
    throw std::runtime_error(std::string("the model's configuration has \"") + name +
                             "\" = " + std::to_string(value) + ", outside " +
                             std::to_string(lowest) + " to " + std::to_string(highest));
  return object[name].get<T>();
}

json geometry_to_json(const features::Geometry& g) {
  json windows = json::array();
  for (const auto& w : g.windows)
    windows.push_back({{"from_hz", w.from_hz},
                       {"rise_seconds", w.rise_seconds},
                       {"fall_seconds", w.fall_seconds}});
  return {{"axis", g.axis == features::Axis::pitch ? "pitch" : "mel"},
          {"hop_seconds", g.hop_seconds},
          {"lowest_hz", g.lowest_hz},
          {"bands_per_octave", g.bands_per_octave},
          {"bands", g.bands},
          {"windows", windows},
          {"synthesis_window_seconds", g.synthesis_window_seconds},
          {"floor", g.floor}};
}

// Requirements of analysis and synthesis at any sample rate.
void check(const features::Geometry& g) {
  if (g.synthesis_window_seconds < 2 * g.hop_seconds)
    throw std::runtime_error("the model's configuration has a synthesis window of " +
                             std::to_string(g.synthesis_window_seconds) + " s for a hop of " +
                             std::to_string(g.hop_seconds) + " s; it must span two hops at least");
  for (std::size_t i = 1; i < g.windows.size(); ++i) {
    if (g.windows[i].fall_seconds != g.windows[0].fall_seconds)
      throw std::runtime_error(
          "the model's configuration has analysis windows that fall at different speeds; all must "
          "fall alike, to peak together");
    if (!(g.windows[i].from_hz > g.windows[i - 1].from_hz))
      throw std::runtime_error(
          "the model's configuration has analysis windows out of order; from_hz must rise");
  }
}

features::Geometry pitch_geometry_from_json(const json& j) {
  features::Geometry g;
  g.hop_seconds = field<double>(j, "hop_seconds", 0.002, 0.05);
  g.lowest_hz = field<double>(j, "lowest_hz", 10, 500);
  g.bands_per_octave = field<int>(j, "bands_per_octave", 12, 96);
  g.bands = field<int>(j, "bands", 24, 1024);
  g.synthesis_window_seconds = field<double>(j, "synthesis_window_seconds", 0.005, 0.2);
  g.floor = field<double>(j, "floor", 1e-9, 1e-2);
  g.windows.clear();
  if (!j.contains("windows") || !j["windows"].is_array() || j["windows"].empty() ||
      j["windows"].size() > 8)
    throw std::runtime_error("the model's configuration lacks its analysis windows");
  for (const auto& w : j["windows"])
    g.windows.push_back({field<double>(w, "from_hz", 0, 30000),
                         field<double>(w, "rise_seconds", 0.001, 1),
                         field<double>(w, "fall_seconds", 0.001, 1)});
  check(g);
  return g;
}

json sound_to_json(const SoundShape& s) {
  return {{"width", s.width}, {"bin_hz", s.bin_hz}, {"bins", s.bins},
          {"knots", s.knots}, {"air", s.air},       {"gain_per_tone", s.gain_per_tone}};
}

SoundShape sound_from_json(const json& j) {
  SoundShape s;
  s.width = field<int>(j, "width", 4, 2048);
  s.bin_hz = field<double>(j, "bin_hz", 4, 200);
  s.bins = field<int>(j, "bins", 16, 4096);
  s.knots = field<int>(j, "knots", 2, 256);
  if (j.contains("air")) s.air = field<int>(j, "air", 0, 64);
  s.gain_per_tone = j.contains("gain_per_tone") && j["gain_per_tone"] == true;
  return s;
}

}  // namespace

Config paper_config() {
  Config config;
  config.preset = Preset::paper;
  config.geometry = features::paper_geometry();
  config.places = 64;
  config.channels_per_place = 2;
  config.rhythm = 128;
  config.width = 32;
  return config;
}

std::string to_json(const Config& config) {
  const json record = config.record.empty() ? json::object() : json::parse(config.record);
  json j = {{"format", kFormat},
            {"preset", config.preset == Preset::pitch ? "pitch" : "paper"},
            {"geometry", geometry_to_json(config.geometry)},
            {"places", config.places},
            {"channels_a_place", config.channels_per_place},
            {"rhythm", config.rhythm},
            {"width", config.width},
            {"decoder_width", config.decoder_width},
            {"lookahead_frames", config.lookahead_frames},
            {"record", record}};
  if (config.note_map) j["note_map"] = true;
  if (config.note_reader) j["note_reader"] = true;
  if (config.beat_map) j["beat_map"] = true;
  if (config.sound.width > 0) j["sound"] = sound_to_json(config.sound);
  // A name that is not valid UTF-8 must not prevent saving.
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

Config config_from_json(const std::string& text) {
  json j;
  try {
    j = json::parse(text);
  } catch (const json::exception&) {
    throw std::runtime_error("the model's configuration is not JSON");
  }
  if (!j.is_object() || j.value("format", json()) != kFormat)
    throw std::runtime_error(
        "the model's configuration is of a format that this version of "
        "Hemiola doesn't know (it knows format 2): train the model again, or use an older Hemiola");
  if (j.value("preset", json()) == "paper") {
    Config config = paper_config();
    if (j.contains("record")) config.record = j["record"].dump();
    return config;
  }
  if (j.value("preset", json()) != "pitch")
    throw std::runtime_error("the model's configuration names no preset that Hemiola knows");
  if (!j.contains("geometry") || !j["geometry"].is_object())
    throw std::runtime_error("the model's configuration lacks its geometry");
  Config config;
  config.geometry = pitch_geometry_from_json(j["geometry"]);
  config.places = field<int>(j, "places", 12, 256);
  config.channels_per_place = field<int>(j, "channels_a_place", 1, 16);
  config.rhythm = field<int>(j, "rhythm", 2, 512);
  config.width = field<int>(j, "width", 4, 512);
  config.decoder_width = field<int>(j, "decoder_width", 4, 512);
  config.lookahead_frames = field<int>(j, "lookahead_frames", 0, 4);
  if (j.contains("sound")) {
    if (!j["sound"].is_object())
      throw std::runtime_error("the model's configuration says of its sound what is no object");
    config.sound = sound_from_json(j["sound"]);
  }
  if (j.contains("note_map")) config.note_map = j["note_map"] == true;
  if (j.contains("note_reader")) config.note_reader = j["note_reader"] == true;
  if (j.contains("beat_map")) config.beat_map = j["beat_map"] == true;
  if (config.geometry.bands != 2 * config.places)
    throw std::runtime_error("the model's configuration has " +
                             std::to_string(config.geometry.bands) + " bands for " +
                             std::to_string(config.places) + " places; two per place are needed");
  if (j.contains("record")) config.record = j["record"].dump();
  return config;
}

}  // namespace hemiola::modelfile
