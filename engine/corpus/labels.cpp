// Writes labels: times in seconds, pitch classes from 0 (C) to 11 (B).
#include "corpus/labels.h"

#include <array>
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

Json bands_of(const std::vector<Band>& bands) {
  static constexpr std::array kShapes = {"low shelf", "peak", "high shelf"};
  Json result = Json::array();
  for (const Band& band : bands) {
    result.push_back({{"shape", kShapes[static_cast<std::size_t>(band.shape)]},
                      {"frequency_hz", tidy(band.frequency_hz)},
                      {"gain_db", tidy(band.gain_db)},
                      {"q", tidy(band.q)}});
  }
  return result;
}

// Unused effects are null.
Json effects_of(const Score& score, const EffectsChain& effects_chain) {
  Json effects = {{"reverb_level", tidy(score.effects.reverb_level)},
                  {"chorus_level", tidy(score.effects.chorus_level)},
                  {"drive_db", tidy(effects_chain.drive_db)},
                  {"pitched_bands", bands_of(effects_chain.pitched_bands)},
                  {"drums_bands", bands_of(effects_chain.drums_bands)},
                  {"compressor", nullptr},
                  {"noise", nullptr}};
  if (const Compressor& compressor = effects_chain.compressor; compressor.ratio > 1) {
    effects["compressor"] = {{"ratio", tidy(compressor.ratio)},
                             {"threshold_db", tidy(compressor.threshold_db)},
                             {"attack_ms", tidy(compressor.attack_ms)},
                             {"release_ms", tidy(compressor.release_ms)}};
  }
  if (const auto& noise = effects_chain.noise) {
    effects["noise"] = {
        {"pink", tidy(noise->pink)}, {"hum", tidy(noise->hum)}, {"mains_hz", noise->mains_hz}};
  }
  return effects;
}

}  // namespace

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::path draft = path;
  draft += ".part";
  std::ofstream file(draft, std::ios::binary);
  if (!file) {
    throw std::runtime_error(path.string() + ": can't be written; check that the folder is yours.");
  }
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (!file || error) {
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);
    throw std::runtime_error(path.string() +
                             ": could not be written to its end; is the disk full?");
  }
}

void write_labels(const std::filesystem::path& path, const Clip& clip, const std::string& part,
                  double sample_rate) {
  const Score& score = clip.score;
  Json programs = Json::array();
  for (const Layer& layer : score.layers) {
    programs.push_back({{"program", layer.program}, {"role", role_name(layer.role)}});
  }
  Json twins = Json::array();
  for (const ClipTwin& twin : clip.twins) twins.push_back(tidy(twin.semitones));
  const auto& noise = clip.effects_chain.noise;
  const Json labels = {{"seed", score.seed},
                       {"part", part},
                       {"soundfont", clip.soundfont},
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
                       {"detune_cents", tidy(clip.effects_chain.detune_cents)},
                       {"noise_db", noise ? Json(tidy(noise->level_db)) : Json()},
                       {"effects", effects_of(score, clip.effects_chain)},
                       {"twins", twins},
                       {"programs", programs},
                       {"chords", chords_of(score)},
                       {"notes", notes_of(score)},
                       {"drums", drums_of(score)}};
  write_text(path, labels.dump() + "\n");
}

}  // namespace hemiola::corpus
