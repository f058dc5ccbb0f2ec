// Whole sounds through a session, frame by frame as live: what remix, encode and decode share.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "audio/sound_file.h"
#include "session/session.h"

namespace hemiola::programs {

using Report = std::function<void(double fraction)>;

std::shared_ptr<model::Model> load_model(const std::filesystem::path& path_or_empty,
                                         const std::string& device);

// Looks through a sound before any work is done on it. What is odd about it is said; where there is
// no sound in it, that is thrown.
audio::Survey look_through(const std::filesystem::path& path);
// The same, and all of it.
audio::Sound read_music(const std::filesystem::path& path);

// The first samples of a file, then silence for ever.
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

// Pads with silence to that many frames.
Latents encode_sound(session::Session& session, int voice, std::vector<float> samples, int frames,
                     const Report& report = {});
// Sound of these frames, the delay (Latency::samples) still in it.
std::vector<float> decode_latents(session::Session& session, int voice, const Latents& latents,
                                  int frames, const Report& report = {});

}  // namespace hemiola::programs
