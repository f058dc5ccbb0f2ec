// Snapshots as JSON.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "snapshots/snapshots.h"

namespace hemiola::snapshots {

namespace {

using nlohmann::json;
using patchbay::PartSetting;
using patchbay::VoiceSetting;

constexpr int kVersion = 1;
constexpr std::size_t kMaxVoices = 1024, kMaxValues = 4096;

json to_json(const PartSetting& part) {
  return {{"held_share", part.held_share},
          {"held", part.held},
          {"shares", part.shares},
          {"freeze_at", part.freeze_at == patchbay::FreezeAt::hit ? "hit" : "now"},
          {"glide_frames", part.glide_frames}};
}

json to_json(const VoiceSetting& voice) {
  json notes = json::array();
  for (const VoiceSetting::Note& note : voice.notes) notes.push_back({note.midi, note.velocity});
  return {{"harmony", to_json(voice.harmony)},
          {"rhythm", to_json(voice.rhythm)},
          {"rotation", voice.rotation},
          {"notes", notes},
          {"notes_share", voice.notes_share},
          {"scale", voice.scale},
          {"pull", voice.pull}};
}

float number(const json& value, float lowest, float highest) {
  const auto x = value.get<float>();
  if (!std::isfinite(x)) throw std::runtime_error("a number is not finite");
  return std::clamp(x, lowest, highest);
}

std::vector<float> numbers(const json& values, float lowest, float highest) {
  if (!values.is_array() || values.size() > kMaxValues)
    throw std::runtime_error("a list of numbers is missing or too long");
  std::vector<float> all;
  for (const json& value : values) all.push_back(number(value, lowest, highest));
  return all;
}

PartSetting part_from(const json& part) {
  constexpr float kFurthest = 1000;  // of latents, whose spread is about 1
  PartSetting setting;
  setting.held_share = number(part.at("held_share"), 0, 1);
  setting.held = numbers(part.at("held"), -kFurthest, kFurthest);
  setting.shares = numbers(part.at("shares"), 0, 1);
  setting.freeze_at =
      part.at("freeze_at") == "now" ? patchbay::FreezeAt::now : patchbay::FreezeAt::hit;
  setting.glide_frames = static_cast<int>(number(part.at("glide_frames"), 0, 1e6f));
  return setting;
}

VoiceSetting voice_from(const json& voice) {
  VoiceSetting setting;
  setting.harmony = part_from(voice.at("harmony"));
  setting.rhythm = part_from(voice.at("rhythm"));
  setting.rotation = number(voice.at("rotation"), -48, 48);
  for (const json& note : voice.at("notes"))
    setting.notes.push_back({number(note.at(0), 0, 127), number(note.at(1), 0, 127)});
  setting.notes_share = number(voice.at("notes_share"), 0, 1);
  setting.scale = numbers(voice.at("scale"), 0, 127);
  setting.pull = number(voice.at("pull"), 0, 1);
  return setting;
}

Snapshot snapshot_from(const json& each) {
  Snapshot snapshot;
  snapshot.name = each.at("name").get<std::string>();
  if (snapshot.name.empty() || snapshot.name.size() > Snapshots::kMaxNameBytes ||
      snapshot.name.find('/') != std::string::npos)
    throw std::runtime_error("a name is empty, too long, or has a slash");
  snapshot.x = number(each.at("x"), 0, 1);
  snapshot.y = number(each.at("y"), 0, 1);
  const json& voices = each.at("voices");
  if (!voices.is_array() || voices.size() > kMaxVoices)
    throw std::runtime_error("a snapshot has no voices, or too many");
  for (const json& voice : voices) snapshot.voices.push_back(voice_from(voice));
  return snapshot;
}

}  // namespace

std::string to_json(const std::vector<Snapshot>& snapshots) {
  json all = json::array();
  for (const Snapshot& snapshot : snapshots) {
    json voices = json::array();
    for (const VoiceSetting& voice : snapshot.voices) voices.push_back(to_json(voice));
    all.push_back(
        {{"name", snapshot.name}, {"x", snapshot.x}, {"y", snapshot.y}, {"voices", voices}});
  }
  return json{{"hemiola_snapshots", kVersion}, {"snapshots", all}}.dump(
             -1, ' ', false, json::error_handler_t::replace) +
         '\n';
}

std::vector<Snapshot> from_json(std::string_view text) {
  try {
    const json file = json::parse(text);
    if (file.at("hemiola_snapshots") != kVersion)
      throw std::runtime_error("it is of another version");
    std::vector<Snapshot> snapshots;
    for (const json& each : file.at("snapshots")) {
      if (snapshots.size() == Snapshots::kMaxSnapshots) break;
      Snapshot next = snapshot_from(each);
      const auto same = [&](const Snapshot& other) { return other.name == next.name; };
      if (std::any_of(snapshots.begin(), snapshots.end(), same))
        throw std::runtime_error("two snapshots have one name");
      snapshots.push_back(std::move(next));
    }
    return snapshots;
  } catch (const json::exception& error) {
    throw std::runtime_error(error.what());
  }
}

}  // namespace hemiola::snapshots
