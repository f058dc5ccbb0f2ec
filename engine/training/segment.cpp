// One segment of a recording: from sound to log bands as bytes.
#include "training/segment.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>

#include "audio/pitch_shift.h"
#include "audio/sound_file.h"
#include "base/hash.h"
#include "base/random.h"
#include "features/separation.h"

namespace hemiola::training {
namespace {

constexpr double kSegmentSeconds = 60;
constexpr double kShortestSeconds = 1;
constexpr double kLeadSeconds = 0.5;   // before a segment: windows and separation settle
constexpr double kTailSeconds = 0.25;  // after it: separation and transposed windows look ahead
constexpr float kSilence = 1e-4f;
constexpr double kFractionalKey = 0.25;

// Albums have files with equal names, and copies have equal dates, so bytes count too: some from
// the beginning, the middle and the end, as all files may begin with silence.
std::string fingerprint(const std::filesystem::path& path, std::uintmax_t size) {
  constexpr std::uintmax_t kPiece = 1 << 16;
  std::ifstream in(path, std::ios::binary);
  std::string bytes(kPiece, '\0'), all;
  for (const std::uintmax_t from :
       {std::uintmax_t{0}, size / 2, size > kPiece ? size - kPiece : 0}) {
    in.clear();
    in.seekg(static_cast<std::streamoff>(from));
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    all.append(bytes, 0, static_cast<std::size_t>(in.gcount()));
  }
  return std::to_string(base::hash_of(all));
}

bool is_silent(const std::vector<float>& samples) {
  return std::all_of(samples.begin(), samples.end(),
                     [](float sample) { return std::abs(sample) < kSilence; });
}

// Distinct keys other than the piece's own.
std::vector<double> choose_keys(base::Random& random, const DatasetOptions& options) {
  std::vector<double> keys;
  const double largest = options.largest_shift_semitones;
  while (static_cast<int>(keys.size()) < options.keys && largest >= 1) {
    const double shift = random.uniform(-largest, largest);
    const double key = random.uniform() < kFractionalKey ? shift : std::round(shift);
    if (std::abs(key) < 0.25 || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    keys.push_back(key);
    if (static_cast<double>(keys.size()) >= 2 * largest) break;
  }
  return keys;
}

// Analyses a sound, as it is or transposed.
class Shifter {
 public:
  Shifter(const std::shared_ptr<const features::AnalysisTables>& tables,
          const features::Geometry& geometry, double sample_rate)
      : tables_(tables), geometry_(geometry), sample_rate_(sample_rate) {}

  std::vector<float> frames_of(const std::vector<float>& samples, double semitones = 0) const {
    if (semitones == 0) return features::analyse(tables_, samples);
    // Mel bands have different shapes at different pitches, so the sound itself is shifted.
    if (geometry_.axis == features::Axis::mel)
      return features::analyse(tables_, audio::pitch_shift(samples, sample_rate_, semitones));
    return features::analyse_transposed(geometry_, sample_rate_, samples, semitones);
  }

 private:
  const std::shared_ptr<const features::AnalysisTables>& tables_;
  const features::Geometry& geometry_;
  double sample_rate_;
};

// Frames of a segment, including the lead.
struct Versions {
  std::vector<double> semitones = {0};
  bool exact = false;
  std::vector<std::vector<float>> pitched, drums;  // [versions][frames x bands]
};

Versions frames_of(const Segment& segment, std::size_t lead, const Shifter& shifter,
                   const DatasetOptions& options) {
  const audio::Item& item = *segment.item;
  const auto count =
      lead + segment.count + static_cast<std::size_t>(kTailSeconds * item.sample_rate);
  const auto read = [&](const std::filesystem::path& path) {
    auto samples = audio::read_sound(path, segment.first - lead, count).samples;
    samples.resize(count, 0.0f);
    return samples;
  };
  Versions v;
  std::vector<float> pitched, drums;
  if (item.mix.empty()) {
    if (!item.pitched.empty()) pitched = read(item.pitched);
    if (!item.drums.empty()) drums = read(item.drums);
  } else {
    auto parts = features::separate(read(item.mix), item.sample_rate);
    pitched = std::move(parts.harmonic);
    drums = std::move(parts.percussive);
  }
  if (!drums.empty() && !is_silent(drums)) v.drums.push_back(shifter.frames_of(drums));
  if (pitched.empty() || is_silent(pitched)) return v;
  v.pitched.push_back(shifter.frames_of(pitched));
  v.exact = !item.twins.empty();
  if (v.exact) {
    for (const auto& twin : item.twins) {
      v.semitones.push_back(twin.semitones);
      v.pitched.push_back(shifter.frames_of(read(twin.path)));
    }
  } else {
    const auto name = item.pitched.filename().string() + item.mix.filename().string();
    base::Random random(
        base::mix_seed(options.seed, base::hash_of(name + std::to_string(segment.first))));
    for (const double key : choose_keys(random, options)) {
      v.semitones.push_back(key);
      v.pitched.push_back(shifter.frames_of(pitched, key));
    }
  }
  if (options.move_percussion && !v.drums.empty())
    for (std::size_t i = 1; i < v.semitones.size(); ++i)
      v.drums.push_back(shifter.frames_of(drums, v.semitones[i]));
  return v;
}

}  // namespace

std::vector<Segment> split(const audio::Library& library, double max_minutes) {
  std::map<int, double> minutes;  // by folder
  for (const auto& item : library.items)
    minutes[item.folder] += static_cast<double>(item.frames) / item.sample_rate / 60;
  std::map<int, double> due;  // by folder: share of the next segment to keep
  std::vector<Segment> segments;
  for (const auto& item : library.items) {
    const auto longest = static_cast<std::size_t>(kSegmentSeconds * item.sample_rate);
    const auto shortest = static_cast<std::size_t>(kShortestSeconds * item.sample_rate);
    const double share = std::min(1.0, max_minutes / minutes[item.folder]);
    for (std::size_t first = 0; first + shortest <= item.frames; first += longest) {
      double& sum = due[item.folder];
      sum += share;
      if (sum < 1) continue;
      sum -= 1;
      segments.push_back({&item, first, std::min(longest, item.frames - first)});
    }
  }
  return segments;
}

std::string name_of(const Segment& segment, const features::Geometry& geometry,
                    const DatasetOptions& options) {
  namespace fs = std::filesystem;
  const audio::Item& item = *segment.item;
  std::ostringstream text;
  text << segment.first << ' ' << segment.count << ' ' << item.sample_rate;
  std::vector<fs::path> paths = {item.pitched, item.drums, item.mix};
  for (const auto& twin : item.twins) paths.push_back(twin.path);
  for (const auto& path : paths) {
    std::error_code error;
    const std::uintmax_t size = path.empty() ? 0 : fs::file_size(path, error);
    text << ' ' << path.filename() << ' ' << size;
    if (path.empty() || error) continue;
    text << ' ' << fingerprint(path, size) << ' '
         << fs::last_write_time(path, error).time_since_epoch().count();
  }
  text << ' ' << geometry.hop_seconds << ' ' << geometry.bands << ' ' << geometry.lowest_hz << ' '
       << geometry.bands_per_octave << ' ' << geometry.floor;
  for (const auto& w : geometry.windows)
    text << ' ' << w.from_hz << ' ' << w.rise_seconds << ' ' << w.fall_seconds;
  text << ' ' << options.keys << ' ' << options.largest_shift_semitones << ' '
       << options.move_percussion << ' ' << options.seed;
  std::ostringstream name;
  name << std::hex << std::setfill('0') << std::setw(16) << base::hash_of(text.str()) << ".bands";
  return name.str();
}

std::vector<char> prepare(const Segment& segment,
                          const std::shared_ptr<const features::AnalysisTables>& tables,
                          const features::Geometry& geometry, const DatasetOptions& options) {
  const int hop = features::hop_samples(geometry, segment.item->sample_rate);
  const int lead_frames = static_cast<int>(
      std::min(segment.first / hop,
               static_cast<std::size_t>(kLeadSeconds * segment.item->sample_rate / hop)));
  const Versions v = frames_of(segment, static_cast<std::size_t>(lead_frames) * hop,
                               {tables, geometry, segment.item->sample_rate}, options);
  if (v.pitched.empty() && v.drums.empty()) return {};

  SegmentHeader header;
  header.frames = static_cast<int>(segment.count / hop);
  header.bands = geometry.bands;
  header.pitched = static_cast<int>(v.pitched.size());
  header.drums = static_cast<int>(v.drums.size());
  header.versions = static_cast<int>(v.semitones.size());
  header.exact = v.exact;
  std::vector<char> bytes(sizeof header + v.semitones.size() * sizeof(double));
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, v.semitones.data(), bytes.size() - sizeof header);
  const auto first = static_cast<std::size_t>(lead_frames) * geometry.bands;
  const auto count = static_cast<std::size_t>(header.frames) * geometry.bands;
  for (const auto* versions : {&v.pitched, &v.drums})
    for (const auto& frames : *versions) {
      for (std::size_t i = first; i < first + count; ++i) {
        const float step = std::round((frames[i] - kLowestLog) * kStepsPerNat);
        bytes.push_back(
            static_cast<char>(static_cast<std::uint8_t>(std::clamp(step, 0.0f, 255.0f))));
      }
    }
  return bytes;
}

}  // namespace hemiola::training
