// Reads and writes sound files (libsndfile): wav, flac, ogg, mp3; 8 to 384 kHz; errors name the
// file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hemiola::audio {

constexpr double kLowestRate = 8000, kHighestRate = 384000;  // hertz, of files that can be read

struct Sound {
  double sample_rate = 0;      // hertz
  std::vector<float> samples;  // mono
};

struct SoundInfo {
  double sample_rate = 0;
  std::size_t frames = 0;  // samples per channel, not hops
  int channels = 0;
};

// Channel number for the mean of all channels.
constexpr int kMean = -1;
// Number of frames in SoundReader::info if the header has no length.
constexpr std::size_t kUnknownFrames = std::numeric_limits<std::size_t>::max();

// Reads a sound file piece by piece, with memory independent of its length. All errors are
// std::runtime_error: path, reason.
class SoundReader {
 public:
  explicit SoundReader(const std::filesystem::path& path, int channel = kMean);
  ~SoundReader();

  // As in the header, which may be wrong; kUnknownFrames if it has no length.
  const SoundInfo& info() const noexcept;
  // Mono; returns fewer than to.size() samples only at the end of the file.
  std::size_t read(std::span<float> to);
  void seek(std::size_t frame);
  // The loudest channel, if the mean of all that was read is 20 dB below it: the channels cancel
  // each other, for instance as one of two is inverted. Else kMean.
  int louder_channel() const;
  // A sentence with the path if read() met its end too early: the header promises more, or bytes
  // are left over. Else empty.
  std::string problem() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads a file and mixes its channels to mono; takes the loudest alone if they cancel each other.
// Throws std::runtime_error: path, reason.
Sound read_sound(const std::filesystem::path& path);
// Reads frames [first, first + count) only, fewer at the file's end. Same errors.
Sound read_sound(const std::filesystem::path& path, std::size_t first, std::size_t count);

// All channels, interleaved: [frames][channels]. Same errors.
std::vector<float> read_channels(const std::filesystem::path& path, int& channels);

// Reads the whole file if its header has no length. Same errors.
SoundInfo probe_sound(const std::filesystem::path& path);

// Result of reading a whole file before it is used.
struct Survey {
  SoundInfo info;  // true length
  int channel = kMean;
  std::vector<std::string> remarks;  // with path: ends early, channels cancel
};
// Throws std::runtime_error (path, reason), also if there is no sound in the file.
Survey survey_sound(const std::filesystem::path& path);
// "PATH: holds no sound ...", with the reason if known.
std::string empty_file_message(const std::filesystem::path& path);

enum class SampleFormat { pcm16, float32 };

// Writes a sound file, mono or with more channels, under a temporary name until it is complete. The
// extension selects the container (.wav, .flac, .ogg, .mp3). All errors are std::runtime_error:
// path, reason.
class SoundWriter {
 public:
  SoundWriter(const std::filesystem::path& path, double sample_rate,
              SampleFormat format = SampleFormat::float32, int channels = 1);
  ~SoundWriter();  // without finish(), the previous file stays
  // samples: [frames][channels]
  void write(std::span<const float> samples);
  // Renames the file to its final name. Returns a sentence if peaks were clipped, else empty.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Writes all at once; returns the same as SoundWriter::finish.
std::string write_sound(const std::filesystem::path& path, const Sound& sound,
                        SampleFormat format = SampleFormat::float32);

// The sound files below a folder, or one named file.
struct FoundSounds {
  std::vector<std::filesystem::path> paths;  // sorted, not opened yet
  // Sentences on what was passed over: hidden folders, formats that can't be read.
  std::vector<std::string> passed_over;
};
// Follows links, visits each folder once. Throws std::runtime_error if there is no such folder.
FoundSounds list_sounds(const std::filesystem::path& folder);

// The readable ones; others are left out and, if skipped is given, added to it with the reason.
std::vector<std::filesystem::path> find_sounds(const std::filesystem::path& folder,
                                               std::vector<std::string>* skipped = nullptr);

}  // namespace hemiola::audio
