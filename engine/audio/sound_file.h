// Sound files in and out (libsndfile): wav, flac, ogg, mp3; any rate; errors name the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::audio {

struct Sound {
  double sample_rate = 0;      // hertz
  std::vector<float> samples;  // mono
};

// Reads a file and mixes its channels to mono (their mean). Throws std::runtime_error: path,
// reason.
Sound read_sound(const std::filesystem::path& path);
// Reads frames [first, first + count) only, fewer at the file's end. Same errors.
Sound read_sound(const std::filesystem::path& path, std::size_t first, std::size_t count);

// All channels as they are, interleaved: [frames][channels]. Same errors.
std::vector<float> read_channels(const std::filesystem::path& path, int& channels);

struct SoundInfo {
  double sample_rate = 0;
  std::size_t frames = 0;
  int channels = 0;
};
SoundInfo probe_sound(const std::filesystem::path& path);

enum class SampleFormat { pcm16, float32 };
// The ending chooses the container (.wav, .flac). Throws std::runtime_error: path, reason.
void write_sound(const std::filesystem::path& path, const Sound& sound,
                 SampleFormat format = SampleFormat::float32);

// All readable sound files below a folder, sorted by path; unreadable ones are left out and, where
// skipped is given, named there with the reason.
std::vector<std::filesystem::path> find_sounds(const std::filesystem::path& folder,
                                               std::vector<std::string>* skipped = nullptr);

}  // namespace hemiola::audio
