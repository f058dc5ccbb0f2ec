// Reads a clip's JSON file into chords and onsets.
#include "evaluation/labels.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "patchbay/beat_map.h"

namespace hemiola::evaluation {
namespace {

using nlohmann::json;

// The notes of a chord start within about ten milliseconds of each other.
constexpr double kOneOnsetSeconds = 0.03;

int class_of(const json& chord) {
  const auto triad = chord.at("triad").get<std::string>();
  const int root = chord.at("root").get<int>();
  if (triad == "maj") return root;
  return triad == "min" ? root + 12 : measures::kNoChord;
}

Labels labels_from(const json& j) {
  Labels labels;
  labels.seconds = j.at("seconds").get<double>();
  for (const auto& chord : j.at("chords"))
    labels.chords.push_back({chord.at("start_seconds").get<double>(),
                             chord.at("end_seconds").get<double>(), class_of(chord)});
  for (const auto& hit : j.at("drums")) {
    const auto kind = hit.at("kind").get<std::string>();
    const int track = kind == "kick" ? kick : kind == "snare" ? snare : kind == "hat" ? hat : -1;
    if (track >= 0) labels.onsets[track].push_back(hit.at("onset").get<double>());
    const auto& kinds = patchbay::kHitKinds;
    const auto found = std::find(kinds.begin(), kinds.end(), kind);
    if (found != kinds.end())
      labels.hits.push_back({hit.at("onset").get<double>(), static_cast<int>(found - kinds.begin()),
                             hit.value("velocity", 100.0)});
  }
  for (const auto& note : j.at("notes")) {
    labels.onsets[notes].push_back(note.at("onset").get<double>());
    labels.played.push_back({note.at("onset").get<double>(), note.at("end").get<double>(),
                             note.at("midi").get<int>(), note.at("velocity").get<double>()});
  }
  for (auto& track : labels.onsets) track = measures::thin_out(track, kOneOnsetSeconds);
  return labels;
}

}  // namespace

bool Labels::has_drums() const {
  return !(onsets[kick].empty() && onsets[snare].empty() && onsets[hat].empty());
}

Labels read_labels(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path.string() + ": these labels can't be read");
  try {
    return labels_from(json::parse(file));
  } catch (const json::exception&) {
    throw std::runtime_error(path.string() +
                             ": holds no labels as hemiola corpus writes them; render it again");
  }
}

measures::Times all_onsets(const Labels& labels) {
  measures::Times all;
  for (const auto& track : labels.onsets) all.insert(all.end(), track.begin(), track.end());
  return measures::thin_out(all, kOneOnsetSeconds);
}

int chord_at(const Labels& labels, double seconds) {
  for (const auto& chord : labels.chords)
    if (seconds >= chord.begin && seconds < chord.end) return chord.chord;
  return measures::kNoChord;
}

std::vector<int> chord_steps(const Labels& labels, const measures::FrameClock& steps, int count) {
  std::vector<int> chords;
  for (int t = 0; t < count; ++t) chords.push_back(chord_at(labels, steps.centre(t)));
  return chords;
}

int transpose_chord(int chord, int semitones) {
  if (chord == measures::kNoChord) return measures::kNoChord;
  return ((chord % 12 + semitones) % 12 + 12) % 12 + chord / 12 * 12;
}

}  // namespace hemiola::evaluation
