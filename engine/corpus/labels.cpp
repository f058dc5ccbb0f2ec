// Writes labels: times in seconds, pitch classes from 0 (C) to 11 (B).
#include "corpus/labels.h"

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>

namespace hemiola::corpus {
namespace {

using Json = nlohmann::ordered_json;

double tidy(double value) { return std::round(value * 1e6) / 1e6; }

Json chords_of(const Score& score) {
  Json chords = Json::array();
  for (const ChordSpan& span : score.chords) {
    Json tones = Json::array();
    for (const int interval : span.chord.intervals) {
      tones.push_back((span.chord.root + interval) % 12);
    }
    chords.push_back({{"start_seconds", tidy(span.start_seconds)},
                      {"end_seconds", tidy(span.end_seconds)},
                      {"root", span.chord.root},
                      {"quality", span.chord.quality},
                      {"triad", triad_of(span.chord)},
                      {"pitch_classes", tones}});
  }
  return chords;
}

Json notes_of(const Score& score) {
  std::map<int, int> programs;  // channel to program
  for (const Layer& layer : score.layers) programs[layer.channel] = layer.program;
  Json notes = Json::array();
  for (const Note& note : score.notes) {
    notes.push_back({{"onset", tidy(note.onset)},
                     {"end", tidy(note.end)},
                     {"midi", note.midi},
                     {"velocity", note.velocity},
                     {"program", programs[note.channel]},
                     {"role", role_name(note.role)}});
  }
  return notes;
}

Json drums_of(const Score& score) {
  Json drums = Json::array();
  for (const Hit& hit : score.drums) {
    drums.push_back({{"onset", tidy(hit.onset)},
                     {"kind", drum_name(drum_kind(hit.midi))},
                     {"midi", hit.midi},
                     {"velocity", hit.velocity}});
  }
  return drums;
}

}  // namespace

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error(path.string() + ": can't be written; check that the folder is yours.");
  }
  file << text;
  file.close();
  if (!file) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    throw std::runtime_error(path.string() +
                             ": could not be written to its end; is the disk full?");
  }
}

void write_labels(const std::filesystem::path& path, const Score& score, const std::string& part,
                  const std::string& soundfont, double sample_rate) {
  Json programs = Json::array();
  for (const Layer& layer : score.layers) {
    programs.push_back({{"program", layer.program}, {"role", role_name(layer.role)}});
  }
  const Json labels = {{"seed", score.seed},
                       {"part", part},
                       {"soundfont", soundfont},
                       {"sample_rate", sample_rate},
                       {"seconds", score.seconds},
                       {"key", score.key},
                       {"mode", score.mode},
                       {"progression", score.progression},
                       {"tempo_bpm", tidy(score.tempo_bpm)},
                       {"tempo_drift", tidy(score.drift)},
                       {"beats_per_bar", score.beats_per_bar},
                       {"groove", score.groove},
                       {"feel", score.feel},
                       {"drum_kit", score.drum_kit},
                       {"reverb_level", tidy(score.effects.reverb_level)},
                       {"programs", programs},
                       {"chords", chords_of(score)},
                       {"notes", notes_of(score)},
                       {"drums", drums_of(score)}};
  write_text(path, labels.dump() + "\n");
}

}  // namespace hemiola::corpus
