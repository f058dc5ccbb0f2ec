// What a model file says of its own making.
#include "programs/training_record.h"

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

}  // namespace

void save_with_record(const model::Model& model, const training::TrainOptions& options,
                      const training::TrainResult& result, double seconds) {
  json record = {{"program", std::string("hemiola ") + HEMIOLA_VERSION},
                 {"audio", describe_audio(options.audio)},
                 {"frames", options.frames},
                 {"steps", result.last.steps},
                 {"batch", options.batch},
                 {"clip_frames", options.examples.frames},
                 {"largest_shift_semitones", options.examples.largest_shift_semitones},
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

}  // namespace hemiola::programs
