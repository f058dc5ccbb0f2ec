// Whole sounds through a session, frame by frame as live: shared by remix, encode and decode.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "audio/sound_file.h"
#include "session/session.h"

namespace hemiola::programs {

using ReportProgress = std::function<void(double fraction)>;

// The model at the path, or the default model; sets the arithmetic to one thread.
std::shared_ptr<model::Model> load_model(const std::filesystem::path& path_or_empty,
                                         const std::string& device);

// Inspects a sound before any work. Prints notes on problems; throws if it contains no sound.
audio::Survey look_through(const std::filesystem::path& path);
// Inspects and reads it.
audio::Sound read_music(const std::filesystem::path& path);

// The first `samples` samples of a file, followed by endless silence.
class SoundFeed {
 public:
  SoundFeed(const std::filesystem::path& path, const audio::Survey& survey, std::size_t samples);
  void fill(std::span<float> hop);

 private:
  audio::SoundReader reader_;
  std::size_t left_;
};

struct Latents {
  std::vector<float> harmony;  // [frames][shape.harmony()]
  std::vector<float> rhythm;   // [frames][shape.rhythm]
};

// Pads the samples with silence to the number of frames.
Latents encode_sound(session::Session& session, int voice, std::vector<float> samples, int frames,
                     const ReportProgress& report = {});
// Reads and encodes a file frame by frame, so that memory does not grow with its length. take: gets
// each frame's latents, and the time of its centre in the file.
using TakeLatents = std::function<void(std::span<const float> harmony,
                                       std::span<const float> rhythm, double seconds)>;
void encode_file(session::Session& session, const std::filesystem::path& path,
                 const audio::Survey& survey, const TakeLatents& take,
                 const ReportProgress& report = {});
// The sound of these frames, including the delay (Latency::samples).
std::vector<float> decode_latents(session::Session& session, int voice, const Latents& latents,
                                  int frames, const ReportProgress& report = {});

}  // namespace hemiola::programs
