// What a model file says of its own making.
#include "programs/training_record.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace hemiola::programs {
namespace {

using nlohmann::json;

// A rendered corpus describes itself; any other folder is only "a folder".
json describe_audio(const std::filesystem::path& folder) {
  std::ifstream in(folder / "corpus.json");
  json corpus = in ? json::parse(in, nullptr, false) : json();
  if (corpus.is_object()) {
    corpus.erase("clips_detail");
    return corpus;
  }
  return "a folder of sound files";
}

// [low, high] of each channel, to three places.
json describe(const std::vector<model::ChannelRange>& ranges) {
  json all = json::array();
  for (const auto& range : ranges)
    all.push_back({std::round(range.low * 1000) / 1000, std::round(range.high * 1000) / 1000});
  return all;
}

}  // namespace

void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds) {
  json record = {
      {"program", std::string("hemiola ") + HEMIOLA_VERSION},
      {"audio", describe_audio(options.audio)},
      {"frames", options.frames},
      {"steps", result.last.steps},
      {"batch", options.batch},
      {"clip_frames", options.examples.frames},
      {"music_seconds", result.music_seconds},
      {"keys_besides_its_own", std::round(100 * result.keys) / 100},
      {"largest_shift_semitones", options.largest_shift_semitones},
      {"whole_mix", options.examples.whole_mix},
      {"weights",
       {{"harmony_beta", options.weights.harmony_beta},
        {"rhythm_beta", options.weights.rhythm_beta},
        {"drums_beta", options.weights.drums_beta},
        {"haste_beta", options.weights.haste_beta},
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
  if (!options.from.empty()) record["from"] = options.from.filename().string();
  model.save_with_record(options.out, record.dump());
}

void save_with_sound_record(const model::Model& model, const std::filesystem::path& out,
                            const std::string& record, const training::SoundOptions& options,
                            const training::SoundProgress& last, double seconds) {
  json whole = record.empty() ? json::object() : json::parse(record);
  const json before = whole.value("sound", json());
  whole["sound"] = {{"program", std::string("hemiola ") + HEMIOLA_VERSION},
                    {"audio", describe_audio(options.audio)},
                    {"frames", options.frames},
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
  if (!before.is_null()) whole["sound"]["before"] = before;  // it learned on
  model.save_with_record(out, whole.dump());
}

}  // namespace hemiola::programs
