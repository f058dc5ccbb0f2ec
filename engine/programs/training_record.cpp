// Composes the training record of a model file.
#include "programs/training_record.h"

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

namespace hemiola::programs {
namespace {

using nlohmann::json;

json read_json(const std::filesystem::path& path) {
  std::ifstream in(path);
  return in ? json::parse(in, nullptr, false) : json();
}

// File names may not be UTF-8: invalid bytes are replaced.
std::string text_of(const json& record) {
  return record.dump(-1, ' ', false, json::error_handler_t::replace);
}

// From the list of scripts/free-music: minutes by package, version and licence.
json describe_music(const json& music, const std::string& split) {
  std::map<std::string, double> minutes;
  for (const auto& track : music["tracks"])
    if (track.value("split", "") == split)
      minutes[track.value("package", "") + " " + track.value("version", "") + ", " +
              track.value("licence", "")] += track.value("seconds", 0.0) / 60;
  json works = json::object();
  for (const auto& [name, sum] : minutes) works[name] = std::round(sum * 10) / 10;
  return {{"minutes of free music, by package and licence", works},
          {"every work", "docs/free-music.md"}};
}

// Rendered corpora, free music and plain tones have descriptions; other folders do not.
json describe_audio(const std::filesystem::path& folder) {
  json tones = read_json(folder / "plain-tones.json");
  if (tones.is_object()) return tones;
  json corpus = read_json(folder / "corpus.json");
  if (corpus.is_object()) {
    corpus.erase("clips_detail");
    return corpus;
  }
  const json music = read_json(folder.parent_path() / "music.json");
  if (music.is_object() && music.contains("tracks"))
    return describe_music(music, folder.filename().string());
  return "a folder of sound files";
}

json describe_audio(const std::vector<std::filesystem::path>& folders,
                    const std::vector<double>& shares) {
  if (folders.size() == 1) return describe_audio(folders[0]);
  json all = json::array();
  for (std::size_t i = 0; i < folders.size(); ++i) {
    all.push_back({{"music", describe_audio(folders[i])}});
    if (!shares.empty()) all.back()["share"] = shares[i];
  }
  return all;
}

// [low, high] of each channel, to three decimals.
json describe(const std::vector<modelfile::ChannelRange>& ranges) {
  json all = json::array();
  for (const auto& range : ranges)
    all.push_back({std::round(range.low * 1000) / 1000, std::round(range.high * 1000) / 1000});
  return all;
}

// Adds the previous record of the initial model, and the record of its sound, which is kept.
void add_before(json& record, const std::filesystem::path& from, const std::string& text) {
  record["from"] = from.filename().string();
  json before = text.empty() ? json() : json::parse(text, nullptr, false);
  if (!before.is_object()) return;
  before.erase("ranges");
  if (before.contains("sound")) {
    record["sound"] = before["sound"];
    before.erase("sound");
  }
  record["before"] = before;
}

}  // namespace

void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds) {
  json record = {
      {"program", std::string("hemiola ") + HEMIOLA_VERSION},
      {"audio", describe_audio(options.audio, options.shares)},
      {"frames", result.frames},
      {"steps", result.last.steps},
      {"batch", options.batch},
      {"clip_frames", options.examples.frames},
      {"music_seconds", result.music_seconds},
      {"keys_besides_its_own", std::round(100 * result.keys) / 100},
      {"largest_shift_semitones", options.largest_shift_semitones},
      {"whole_mix", options.examples.whole_mix},
      {"over_drums", options.examples.over_drums},
      {"weights",
       {{"harmony_beta", options.weights.harmony_beta},
        {"rhythm_beta", options.weights.rhythm_beta},
        {"drums_beta", options.weights.drums_beta},
        {"smoothness_beta", options.weights.smoothness_beta},
        {"hold", options.weights.hold}}},
      {"ranges",
       {{"harmony", describe(result.ranges.harmony)}, {"rhythm", describe(result.ranges.rhythm)}}},
      {"learning_rate", options.learning_rate},
      {"seed", options.examples.seed},
      {"device", model.device()},
      {"cores", std::thread::hardware_concurrency()},
      {"seconds_of_last_session", seconds},
      {"loss", result.last.loss},
      {"error_nats", result.last.error_nats},
      {"harmony_kl_nats_a_frame", result.last.harmony_kl},
      {"rhythm_kl_nats_a_frame", result.last.rhythm_kl}};
  if (options.max_minutes < training::kAllMinutes)
    record["minutes_of_each_folder"] = options.max_minutes;
  if (options.keep > 0) {
    record["kept_of_from"] = options.keep;
    record["loss_error_and_kl_are"] = "of what was learned, before it was averaged";
  }
  if (!options.from.empty()) add_before(record, options.from, model.config().record);
  model.save_with_record(options.out, text_of(record));
}

void save_with_sound_record(const model::Model& model, const std::filesystem::path& out,
                            const std::string& record, const training::SoundOptions& options,
                            const training::SoundResult& result, double seconds) {
  const training::SoundProgress& last = result.last;
  json whole = record.empty() ? json::object() : json::parse(record);
  const json before = whole.value("sound", json());
  whole["sound"] = {{"program", std::string("hemiola ") + HEMIOLA_VERSION},
                    {"audio", describe_audio(options.audio, options.shares)},
                    {"frames", result.frames},
                    {"steps", last.steps},
                    {"batch", options.batch},
                    {"learning_rate", options.learning_rate},
                    {"seed", options.seed},
                    {"device", model.device()},
                    {"cores", std::thread::hardware_concurrency()},
                    {"seconds_of_last_session", seconds},
                    {"loss", last.loss},
                    {"distance_db", last.distance_db},
                    {"convergence", last.convergence},
                    {"bands_nats", last.bands_nats}};
  if (last.adversary)
    whole["sound"]["adversarial"] = {{"share", options.adversarial},
                                     {"weight", options.adversary.score_share},
                                     {"features_weight", options.adversary.feature_share},
                                     {"discriminator_rate", options.adversary.learning_rate},
                                     {"discriminator_width", options.adversary.width},
                                     {"loss", last.adversary->loss},
                                     {"accuracy", last.adversary->accuracy},
                                     {"features", last.adversary->features}};
  if (!before.is_null()) whole["sound"]["before"] = before;  // the sound was trained further
  model.save_with_record(out, text_of(whole));
}

}  // namespace hemiola::programs
