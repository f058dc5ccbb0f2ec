// Sound files in and out (libsndfile): wav, flac, ogg, mp3; any rate; errors name the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hemiola::audio {

constexpr double kLowestRate = 8000, kHighestRate = 384000;  // hertz, of sound that is read here

struct Sound {
  double sample_rate = 0;      // hertz
  std::vector<float> samples;  // mono
};

struct SoundInfo {
  double sample_rate = 0;
  std::size_t frames = 0;
  int channels = 0;
};

// Mixed to mono as the mean of all channels, or one channel alone.
constexpr int kMean = -1;
// What SoundReader::info says of a file whose header has no length.
constexpr std::size_t kUnknownFrames = std::numeric_limits<std::size_t>::max();

// A sound file, read piece by piece: its memory does not grow with the file. All errors are
// std::runtime_error: path, reason.
class SoundReader {
 public:
  explicit SoundReader(const std::filesystem::path& path, int channel = kMean);
  ~SoundReader();

  // As the header has it, which may be wrong; kUnknownFrames where it has none.
  const SoundInfo& info() const noexcept;
  // Mono; fewer than asked for at the file's end only.
  std::size_t read(std::span<float> to);
  void seek(std::size_t frame);
  // The loudest channel, where the mean of what was read since opening lies 20 dB below it: the
  // channels cancel each other, as where one of two is turned over. Else kMean.
  int louder_channel() const;
  // Where the file holds more, or promises more, than was read when read() met its end: a sentence
  // with its path. Else empty.
  std::string complaint() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads a file and mixes its channels to mono. Throws std::runtime_error: path, reason.
Sound read_sound(const std::filesystem::path& path);
// Reads frames [first, first + count) only, fewer at the file's end. Same errors.
Sound read_sound(const std::filesystem::path& path, std::size_t first, std::size_t count);

// All channels as they are, interleaved: [frames][channels]. Same errors.
std::vector<float> read_channels(const std::filesystem::path& path, int& channels);

// Where the header has no length, all of the file is read for it.
SoundInfo probe_sound(const std::filesystem::path& path);

// What reading a whole file shows, before any work is done on it.
struct Survey {
  SoundInfo info;  // as much as there really is
  int channel = kMean;
  std::vector<std::string> remarks;  // sentences with the path: it ends early, its channels cancel
};
// Throws std::runtime_error (path, reason) also where there is no sound in it.
Survey survey_sound(const std::filesystem::path& path);
// "PATH: holds no sound ...", with what is known of the reason.
std::string sentence_of_empty(const std::filesystem::path& path);

enum class SampleFormat { pcm16, float32 };

// A mono sound file that grows, beside its place until it is whole. The ending chooses the
// container (.wav, .flac, .ogg, .mp3). All errors are std::runtime_error: path, reason.
class SoundWriter {
 public:
  SoundWriter(const std::filesystem::path& path, double sample_rate,
              SampleFormat format = SampleFormat::float32);
  ~SoundWriter();  // without finish(), what was there before stays
  void write(std::span<const float> samples);
  // Puts it in its place. A sentence where peaks were clipped, else empty.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All at once; gives what SoundWriter::finish does.
std::string write_sound(const std::filesystem::path& path, const Sound& sound,
                        SampleFormat format = SampleFormat::float32);

// The sound files below a folder, or the one file that is named.
struct FoundSounds {
  std::vector<std::filesystem::path> paths;  // sorted, not opened yet
  // Sentences on what is no part of it: hidden folders, kinds of files that nobody here can read.
  std::vector<std::string> passed_over;
};
// Links to folders are followed; each folder is gone through once, whatever leads to it. Throws
// std::runtime_error where there is no such folder.
FoundSounds list_sounds(const std::filesystem::path& folder);

// Those of them that can be read; others are left out and, where skipped is given, named there with
// the reason.
std::vector<std::filesystem::path> find_sounds(const std::filesystem::path& folder,
                                               std::vector<std::string>* skipped = nullptr);

}  // namespace hemiola::audio
