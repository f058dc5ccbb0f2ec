// Reads sound files through libsndfile: opening, mixing to mono, errors that users can act on.
#include "audio/sound_file.h"

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "audio/sndfile_handle.h"

namespace hemiola::audio {
namespace {

constexpr std::size_t kBlockFrames = 16384;  // frames per read; bounds the extra memory
constexpr double kCancels = 0.01;            // of the loudest channel's energy: 20 dB below it
// Frames per byte of the file: flac and ogg store silence at about 4 000. More is not credible.
constexpr double kMaxFramesPerByte = 20000;
// Reported if more is missing: lossy formats know their length only to a frame or two.
constexpr double kMissingSeconds = 0.2, kMissingShare = 0.01;
// Bytes of an mp3 that may follow the music: tags.
constexpr double kTagBytes = 16384, kTagShare = 0.05;

File open_to_read(const std::filesystem::path& path, SF_INFO& info, int* descriptor = nullptr) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) fail(path, "there is no such file; check the path.");
  if (std::filesystem::is_directory(path, ignored)) {
    fail(path, "this is a folder; name a sound file.");
  }
  info = {};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(path, std::string("can't be opened (") + std::strerror(errno) + ").");
  if (descriptor != nullptr) *descriptor = fd;
  File file(sf_open_fd(fd, SFM_READ, &info, SF_TRUE));  // closes fd, also on failure
  if (!file) {
    fail(path, std::string("not a readable sound file (") + sf_strerror(nullptr) +
                   "); use wav, flac, ogg or mp3.");
  }
  if (info.channels < 1 || info.samplerate < 1) fail(path, "the file's header makes no sense.");
  return file;
}

std::uintmax_t bytes_of(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  return error ? 0 : bytes;
}

// Streams and interrupted recorders leave the length out, or write an absurd one.
std::size_t claimed_frames(const SF_INFO& info, const std::filesystem::path& path) {
  const auto frames = static_cast<double>(std::max<sf_count_t>(info.frames, 0));
  if (frames > kMaxFramesPerByte * (1024 + static_cast<double>(bytes_of(path))))
    return kUnknownFrames;
  return static_cast<std::size_t>(frames);
}

// Some recordings contain a few NaN or infinity (broken float exports); one would silence all that
// follows in a recursive filter or network.
float finite_or_zero(float sample) { return std::isfinite(sample) ? sample : 0.0f; }

std::string seconds_text(double frames, double sample_rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", frames / sample_rate);
  return text;
}

// Share of the bytes promised by the header that are missing, from libsndfile's log of a wav or
// aiff file: "data : 352800 (should be 176378)". Streams promise the largest possible number.
double missing_share(SNDFILE* file) {
  std::vector<char> log(1 << 14);
  sf_command(file, SFC_GET_LOG_INFO, log.data(), static_cast<int>(log.size()) - 1);
  const std::string text(log.data());
  const auto line = std::min(text.find("\ndata : "), text.find("\nSSND : "));
  if (line == std::string::npos) return 0;
  constexpr std::string_view kBetween = " (should be ";
  char* end = nullptr;
  const unsigned long long promised = std::strtoull(text.c_str() + line + 8, &end, 10);
  if (!std::string_view(end).starts_with(kBetween)) return 0;
  const unsigned long long there = std::strtoull(end + kBetween.size(), nullptr, 10);
  constexpr unsigned long long kStreams = 0x7fffff00ull;
  if (promised >= kStreams || promised <= there) return 0;
  return 1 - static_cast<double>(there) / static_cast<double>(promised);
}

}  // namespace

struct SoundReader::State {
  std::filesystem::path path;
  int channel;
  SF_INFO raw{};
  int descriptor = -1;  // of file
  File file;
  SoundInfo info{};
  std::vector<float> block{};  // [frames][channels]
  double mean_energy = 0;
  std::vector<double> energies{};  // [channels]
  std::size_t position = 0;        // frames
  bool ended = false;

  void mix(std::size_t frames, float* to);
  bool left_over() const;  // of an mp3 whose length was a guess
};

bool SoundReader::State::left_over() const {
  if ((raw.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_MPEG) return false;
  const auto bytes = static_cast<double>(bytes_of(path));
  const double left = bytes - static_cast<double>(::lseek(descriptor, 0, SEEK_CUR));
  return left > std::max(kTagBytes, kTagShare * bytes);
}

void SoundReader::State::mix(std::size_t frames, float* to) {
  const auto channels = static_cast<std::size_t>(raw.channels);
  const float scale = 1.0f / static_cast<float>(channels);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      float& sample = block[frame * channels + c];
      sample = finite_or_zero(sample);
      sum += sample;
      energies[c] += static_cast<double>(sample) * sample;
    }
    const float mean = sum * scale;
    mean_energy += static_cast<double>(mean) * mean;
    to[frame] =
        channel == kMean ? mean : block[frame * channels + static_cast<std::size_t>(channel)];
  }
}

SoundReader::SoundReader(const std::filesystem::path& path, int channel)
    : state_(std::make_unique<State>(State{.path = path, .channel = channel, .file = nullptr})) {
  State& s = *state_;
  s.file = open_to_read(path, s.raw, &s.descriptor);
  if (s.raw.samplerate < kLowestRate || s.raw.samplerate > kHighestRate)
    fail(path, "its sample rate is " + std::to_string(s.raw.samplerate) +
                   " Hz; 8000 to 384000 are taken. Convert it, for instance: sox IN -r 44100 OUT");
  s.info = {static_cast<double>(s.raw.samplerate), claimed_frames(s.raw, path), s.raw.channels};
  s.energies.resize(static_cast<std::size_t>(s.raw.channels));
}

SoundReader::~SoundReader() = default;

const SoundInfo& SoundReader::info() const noexcept { return state_->info; }

// A header may promise more than the file holds: relies only on what was read.
std::size_t SoundReader::read(std::span<float> to) {
  State& s = *state_;
  s.block.resize(std::min(to.size(), kBlockFrames) * static_cast<std::size_t>(s.raw.channels));
  std::size_t done = 0;
  while (done < to.size()) {
    const std::size_t wanted = std::min(to.size() - done, kBlockFrames);
    const auto got = static_cast<std::size_t>(std::max<sf_count_t>(
        0, sf_readf_float(s.file.get(), s.block.data(), static_cast<sf_count_t>(wanted))));
    s.mix(got, to.data() + done);
    done += got;
    s.ended = got < wanted;
    if (s.ended) break;
  }
  s.position += done;
  return done;
}

void SoundReader::seek(std::size_t frame) {
  State& s = *state_;
  if (frame == s.position) return;
  if (sf_seek(s.file.get(), static_cast<sf_count_t>(frame), SEEK_SET) < 0)
    fail(s.path, std::string("can't go to frame ") + std::to_string(frame) + " (" +
                     sf_strerror(s.file.get()) + ").");
  s.position = frame;
}

int SoundReader::louder_channel() const {
  const auto loudest = std::max_element(state_->energies.begin(), state_->energies.end());
  if (*loudest <= 0 || state_->mean_energy >= kCancels * *loudest) return kMean;
  return static_cast<int>(loudest - state_->energies.begin());
}

std::string SoundReader::problem() const {
  const State& s = *state_;
  const double rate = s.info.sample_rate;
  auto there = static_cast<double>(s.position), promised = there;
  if (const double share = missing_share(s.file.get()); share > 0) {
    there = static_cast<double>(s.info.frames);
    promised = there / (1 - share);
  } else if (s.ended && s.info.frames != kUnknownFrames) {
    promised = static_cast<double>(s.info.frames);
  }
  if (promised - there > std::max(kMissingSeconds * rate, kMissingShare * promised))
    return s.path.string() + ": ends after " + seconds_text(there, rate) +
           ", though its header promises " + seconds_text(promised, rate) +
           "; it was cut short or is damaged.";
  if (s.ended && s.left_over())
    return s.path.string() + ": only its first " + seconds_text(there, rate) +
           " can be read: it is an mp3 of variable bit rate that does not say how long it is. "
           "Write "
           "it again, for instance: ffmpeg -i IN -c copy OUT.mp3";
  return {};
}

Sound read_sound(const std::filesystem::path& path) {
  return read_sound(path, 0, std::numeric_limits<std::size_t>::max());
}

Sound read_sound(const std::filesystem::path& path, std::size_t first, std::size_t count) {
  int channel = kMean;
  for (;;) {
    SoundReader reader(path, channel);
    Sound sound{reader.info().sample_rate, {}};
    if (first >= reader.info().frames) return sound;
    reader.seek(first);
    std::vector<float> block(std::min(count, kBlockFrames));
    for (std::size_t got = 1; got > 0 && sound.samples.size() < count;) {
      got = reader.read({block.data(), std::min(block.size(), count - sound.samples.size())});
      sound.samples.insert(sound.samples.end(), block.begin(),
                           block.begin() + static_cast<std::ptrdiff_t>(got));
    }
    if (channel != kMean || reader.louder_channel() == kMean) return sound;
    channel = reader.louder_channel();
  }
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
  SoundReader reader(path);
  SoundInfo info = reader.info();
  if (info.frames != kUnknownFrames) return info;
  std::vector<float> block(kBlockFrames);
  info.frames = 0;
  for (std::size_t got = 1; got > 0; info.frames += got) got = reader.read(block);
  return info;
}

std::string empty_file_message(const std::filesystem::path& path) {
  const std::uintmax_t bytes = bytes_of(path);
  constexpr std::uintmax_t kHeader = 4096;
  if (bytes < kHeader) return path.string() + ": holds no sound.";
  return path.string() + ": holds no sound; its header says 0 frames, though the file has " +
         std::to_string(bytes) +
         " bytes. A recorder that was ended leaves such files; mend it, for instance: sox "
         "--ignore-length IN OUT";
}

Survey survey_sound(const std::filesystem::path& path) {
  SoundReader reader(path);
  Survey survey{reader.info(), kMean, {}};
  std::vector<float> block(kBlockFrames);
  survey.info.frames = 0;
  for (std::size_t got = 1; got > 0; survey.info.frames += got) got = reader.read(block);
  if (survey.info.frames == 0) throw std::runtime_error(empty_file_message(path));
  if (const std::string problem = reader.problem(); !problem.empty())
    survey.remarks.push_back(problem);
  survey.channel = reader.louder_channel();
  if (survey.channel != kMean)
    survey.remarks.push_back(path.string() +
                             ": its channels cancel each other in mono, so channel " +
                             std::to_string(survey.channel + 1) + " alone is taken.");
  return survey;
}

}  // namespace hemiola::audio
