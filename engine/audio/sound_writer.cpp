// Writes sound files through libsndfile: complete or not at all; reports clipping.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "audio/sndfile_handle.h"
#include "audio/sound_file.h"

namespace hemiola::audio {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlockFrames = 16384;  // frames per write

int container_of(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".wav") return SF_FORMAT_WAV;
  if (ending == ".flac") return SF_FORMAT_FLAC;
  if (ending == ".ogg") return SF_FORMAT_OGG;
  if (ending == ".mp3") return SF_FORMAT_MPEG;
  fail(path, "can't tell the format from this name; end it in .wav, .flac, .ogg or .mp3.");
}

int format_of(const fs::path& path, SampleFormat format) {
  const int container = container_of(path);
  switch (container) {
    case SF_FORMAT_OGG:
      return container | SF_FORMAT_VORBIS;
    case SF_FORMAT_MPEG:
      return container | SF_FORMAT_MPEG_LAYER_III;
    case SF_FORMAT_FLAC:  // FLAC has no floats: 24 bits is the closest
      return container | (format == SampleFormat::pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
    default:
      return container | (format == SampleFormat::pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_FLOAT);
  }
}

// Temporary name beside the target of a link; the path itself if it is a device or a pipe.
fs::path partial_of(const fs::path& path) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) return path;
  fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  return target += ".partial";
}

}  // namespace

void fail(const fs::path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

struct SoundWriter::State {
  fs::path path, partial;
  int channels;
  bool holds_peaks;  // format stores values above full scale
  File file;
  std::size_t clipped = 0;
  float peak = 0;
};

SoundWriter::SoundWriter(const fs::path& path, double sample_rate, SampleFormat format,
                         int channels) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(std::lround(sample_rate));
  info.channels = channels;
  info.format = format_of(path, format);
  if (!sf_format_check(&info)) {
    fail(path, "this format can't hold sound at " + std::to_string(info.samplerate) +
                   " Hz; write a .wav file instead.");
  }
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) fail(path, "this is a folder; name a file to write.");
  const fs::path partial = partial_of(path);
  File file(sf_open(partial.c_str(), SFM_WRITE, &info));
  if (!file) {
    fail(path, std::string("can't be written (") + sf_strerror(nullptr) +
                   "); check that the folder exists and is yours.");
  }
  // Without libsndfile's chunk of peaks, which has the time of day, equal sounds give equal files.
  sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  // Without it, peaks above full scale wrap round in integer formats.
  sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const bool floats = (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT;
  state_.reset(new State{.path = path,
                         .partial = partial,
                         .channels = channels,
                         .holds_peaks = floats,
                         .file = std::move(file)});
}

SoundWriter::~SoundWriter() {
  if (state_ == nullptr || !state_->file) return;
  state_->file.reset();
  std::error_code ignored;
  if (state_->partial != state_->path) fs::remove(state_->partial, ignored);
}

void SoundWriter::write(std::span<const float> samples) {
  State& s = *state_;
  for (const float sample : samples) {
    s.clipped += std::abs(sample) > 1 ? 1 : 0;
    s.peak = std::max(s.peak, std::abs(sample));
  }
  const std::size_t block = kBlockFrames * static_cast<std::size_t>(s.channels);
  for (; !samples.empty(); samples = samples.subspan(std::min(block, samples.size()))) {
    const auto count = static_cast<sf_count_t>(std::min(block, samples.size()));
    if (sf_write_float(s.file.get(), samples.data(), count) != count)
      fail(s.path, "could not be written to its end; is the disk full?");
  }
}

std::string SoundWriter::finish() {
  State& s = *state_;
  std::error_code error;
  const bool closed = sf_close(s.file.release()) == 0;
  if (closed && s.partial != s.path)
    fs::rename(s.partial, fs::is_symlink(s.path) ? fs::weakly_canonical(s.path) : s.path, error);
  if (!closed || error) {
    std::error_code ignored;
    if (s.partial != s.path) fs::remove(s.partial, ignored);
    fail(s.path, "could not be written to its end; is the disk full?");
  }
  if (s.holds_peaks || s.clipped == 0) return {};
  char text[160];
  std::snprintf(
      text, sizeof text,
      ": %zu samples lie above full scale, the loudest %.1f dB, and were clipped; turn it "
      "down, or write a .wav, which holds them.",
      s.clipped, 20 * std::log10(static_cast<double>(s.peak)));
  return s.path.string() + text;
}

std::string write_sound(const fs::path& path, const Sound& sound, SampleFormat format) {
  SoundWriter writer(path, sound.sample_rate, format);
  writer.write(sound.samples);
  return writer.finish();
}

}  // namespace hemiola::audio
