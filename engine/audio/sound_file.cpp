// Sound files through libsndfile: opening, mixing to mono, writing, and errors a user can act on.
#include "audio/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace hemiola::audio {
namespace {

constexpr std::size_t kBlockFrames = 16384;  // a read or write at a time; bounds the extra memory

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, CloseFile>;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

File open_to_read(const std::filesystem::path& path, SF_INFO& info) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) fail(path, "there is no such file; check the path.");
  if (std::filesystem::is_directory(path, ignored)) {
    fail(path, "this is a folder; name a sound file.");
  }
  info = {};
  File file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    fail(path, std::string("not a readable sound file (") + sf_strerror(nullptr) +
                   "); use wav, flac, ogg or mp3.");
  }
  if (info.channels < 1 || info.samplerate < 1) fail(path, "the file's header makes no sense.");
  return file;
}

// Real recordings come with the odd NaN or infinity (broken float exports); one would silence all
// that follows it in any recursive filter or network.
float finite_or_zero(float sample) { return std::isfinite(sample) ? sample : 0.0f; }

int container_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".wav") return SF_FORMAT_WAV;
  if (ending == ".flac") return SF_FORMAT_FLAC;
  if (ending == ".ogg") return SF_FORMAT_OGG;
  if (ending == ".mp3") return SF_FORMAT_MPEG;
  fail(path, "can't tell the format from this name; end it in .wav, .flac, .ogg or .mp3.");
}

int format_of(const std::filesystem::path& path, SampleFormat format) {
  const int container = container_of(path);
  switch (container) {
    case SF_FORMAT_OGG:
      return container | SF_FORMAT_VORBIS;
    case SF_FORMAT_MPEG:
      return container | SF_FORMAT_MPEG_LAYER_III;
    case SF_FORMAT_FLAC:  // FLAC has no floats: 24 bits is the nearest
      return container | (format == SampleFormat::pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
    default:
      return container | (format == SampleFormat::pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_FLOAT);
  }
}

}  // namespace

Sound read_sound(const std::filesystem::path& path) {
  return read_sound(path, 0, std::numeric_limits<std::size_t>::max());
}

Sound read_sound(const std::filesystem::path& path, std::size_t first, std::size_t count) {
  SF_INFO info;
  const File file = open_to_read(path, info);
  Sound sound;
  sound.sample_rate = info.samplerate;
  if (first >= static_cast<std::size_t>(std::max<sf_count_t>(info.frames, 0))) return sound;
  if (first > 0 && sf_seek(file.get(), static_cast<sf_count_t>(first), SEEK_SET) < 0) {
    fail(path, std::string("can't go to frame ") + std::to_string(first) + " (" +
                   sf_strerror(file.get()) + ").");
  }
  const std::size_t frames = std::min(count, static_cast<std::size_t>(info.frames) - first);
  const auto channels = static_cast<std::size_t>(info.channels);
  const float scale = 1.0f / static_cast<float>(channels);
  std::vector<float> block(std::min(frames, kBlockFrames) * channels);  // [frames][channels]
  // A header may promise more than the file holds (or a stream's length be a guess), so the loop
  // believes what it reads.
  while (sound.samples.size() < frames) {
    const std::size_t wanted = std::min(frames - sound.samples.size(), kBlockFrames);
    const sf_count_t got =
        sf_readf_float(file.get(), block.data(), static_cast<sf_count_t>(wanted));
    for (std::size_t frame = 0; frame < static_cast<std::size_t>(std::max<sf_count_t>(got, 0));
         ++frame) {
      float sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += finite_or_zero(block[frame * channels + c]);
      sound.samples.push_back(sum * scale);
    }
    if (got < static_cast<sf_count_t>(wanted)) break;
  }
  return sound;
}

std::vector<float> read_channels(const std::filesystem::path& path, int& channels) {
  SF_INFO info;
  const File file = open_to_read(path, info);
  channels = info.channels;
  std::vector<float> samples;  // [frames][channels]
  std::vector<float> block(kBlockFrames * static_cast<std::size_t>(channels));
  for (sf_count_t got = 1; got > 0;) {
    got = sf_readf_float(file.get(), block.data(), kBlockFrames);
    samples.insert(samples.end(), block.begin(),
                   block.begin() + std::max<sf_count_t>(got, 0) * channels);
  }
  std::transform(samples.begin(), samples.end(), samples.begin(), finite_or_zero);
  return samples;
}

SoundInfo probe_sound(const std::filesystem::path& path) {
  SF_INFO info;
  const File file = open_to_read(path, info);
  return {static_cast<double>(info.samplerate),
          static_cast<std::size_t>(std::max<sf_count_t>(info.frames, 0)), info.channels};
}

void write_sound(const std::filesystem::path& path, const Sound& sound, SampleFormat format) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(std::lround(sound.sample_rate));
  info.channels = 1;
  info.format = format_of(path, format);
  if (!sf_format_check(&info)) {
    fail(path, "this format can't hold mono sound at " + std::to_string(info.samplerate) +
                   " Hz; write a .wav file instead.");
  }
  File file(sf_open(path.c_str(), SFM_WRITE, &info));
  if (!file) {
    fail(path, std::string("can't be written (") + sf_strerror(nullptr) +
                   "); check that the folder exists and is yours.");
  }
  // The chunk of peaks that libsndfile adds to float files holds the time of day: without it, the
  // same sound gives the same file.
  sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  // Without it, a peak above full scale wraps round to the other end in whole-number formats.
  sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  bool complete = true;
  for (std::size_t done = 0; complete && done < sound.samples.size(); done += kBlockFrames) {
    const auto count = static_cast<sf_count_t>(std::min(kBlockFrames, sound.samples.size() - done));
    complete = sf_writef_float(file.get(), sound.samples.data() + done, count) == count;
  }
  complete = sf_close(file.release()) == 0 && complete;
  if (!complete) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    fail(path, "could not be written to its end; is the disk full?");
  }
}

}  // namespace hemiola::audio
