// Training examples: a piece of music, and the same piece with its pitched part shifted.
#include "training/examples.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include "audio/pitch_shift.h"
#include "audio/sound_file.h"

namespace hemiola::training {
namespace {

// Analysis windows reach 186 ms back and the shifter needs some sound to settle in.
constexpr double kLeadSeconds = 0.35;
constexpr double kTrailSeconds = 0.1;

constexpr double kOwnDrums = 0.3;  // chance that the drums are the piece's own
constexpr double kNoDrums = 0.15;
constexpr double kDrumsAlone = 0.05;
constexpr double kSilence = 0.02;
constexpr double kFractionalShift = 0.25;

// Own mapping to [0, 1): the standard library's distributions differ between libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  std::uint64_t integer() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15ull + index + 1;  // splitmix64
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

float gain(double db) { return static_cast<float>(std::pow(10.0, db / 20.0)); }

// length samples from a random place; shorter files are padded with silence.
std::vector<float> random_excerpt(const std::filesystem::path& path, std::size_t frames,
                                  std::size_t length, Random& random) {
  const std::size_t room = frames > length ? frames - length : 0;
  const auto first = static_cast<std::size_t>(random.uniform() * static_cast<double>(room + 1));
  std::vector<float> samples = audio::read_sound(path, first, length).samples;
  samples.resize(length, 0.0f);
  return samples;
}

}  // namespace

ExampleMaker::ExampleMaker(audio::Library library, const features::Geometry& geometry,
                           const ExampleOptions& options)
    : bands_(geometry.bands), hop_seconds_(geometry.hop_seconds), options_(options) {
  for (auto& item : library.items) {
    if (!tables_.count(item.sample_rate))
      tables_[item.sample_rate] = features::make_analysis_tables(geometry, item.sample_rate);
    if (!item.drums.empty()) drums_.push_back(item);
    if (!item.pitched.empty() || !item.mix.empty()) pitched_.push_back(std::move(item));
  }
  if (pitched_.empty())
    throw std::runtime_error(
        "no music to learn from was found: give a folder with wav, flac, ogg "
        "or mp3 files of at least a second that are not silent");
}

Example ExampleMaker::make(std::uint64_t index) const {
  Random random(mix_seed(options_.seed, index));
  const audio::Item& item = pitched_[random.integer() % pitched_.size()];
  const double rate = item.sample_rate;
  const auto& tables = tables_.at(rate);
  const int hop = static_cast<int>(std::lround(hop_seconds_ * rate));
  const int lead = static_cast<int>(std::ceil(kLeadSeconds * rate / hop)) * hop;
  const int trail = static_cast<int>(kTrailSeconds * rate);
  const std::size_t length = lead + static_cast<std::size_t>(options_.frames) * hop + trail;

  Example example;
  const double shift =
      random.uniform(-options_.largest_shift_semitones, options_.largest_shift_semitones);
  example.shift_semitones = random.uniform() < kFractionalShift ? shift : std::round(shift);

  const bool stems = item.mix.empty();
  std::vector<float> pitched =
      random_excerpt(stems ? item.pitched : item.mix, item.frames, length, random);
  const float level = gain(random.uniform(-18, 6));
  const double fate = random.uniform();
  for (auto& sample : pitched) sample *= fate < kSilence + (stems ? kDrumsAlone : 0) ? 0 : level;
  std::vector<float> shifted = example.shift_semitones == 0
                                   ? pitched
                                   : audio::pitch_shift(pitched, rate, example.shift_semitones);

  if (stems && !drums_.empty() && fate >= kSilence && fate < 1 - kNoDrums) {
    const bool own = !item.drums.empty() && random.uniform() < kOwnDrums;
    const audio::Item* source = own ? &item : &drums_[random.integer() % drums_.size()];
    if (source->sample_rate == rate) {
      const auto drums = random_excerpt(source->drums, source->frames, length, random);
      const float drum_level = level * gain(random.uniform(-9, 6));
      for (std::size_t i = 0; i < length; ++i) {
        pitched[i] += drum_level * drums[i];
        shifted[i] += drum_level * drums[i];
      }
    }
  }

  const auto frames_of = [&](std::vector<float>& samples) {
    samples.resize(length - trail);
    std::vector<float> frames = features::analyse(tables, samples);
    frames.erase(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(lead / hop) * bands_);
    return frames;
  };
  example.shifted = frames_of(shifted);
  example.original = frames_of(pitched);
  return example;
}

}  // namespace hemiola::training
