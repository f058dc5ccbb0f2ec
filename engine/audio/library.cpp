// Scans a folder: pairs stems, and reads each file up to its first sound.
#include "audio/library.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "audio/sound_file.h"

namespace hemiola::audio {
namespace {

namespace fs = std::filesystem;

constexpr double kShortestSeconds = 1.0;
constexpr float kSilence = 1e-4f;  // -80 dBFS peak: dither and preamp noise
// Frames per read: a tenth of a second first, as most files begin with sound, then more.
constexpr std::size_t kFirstProbe = 1u << 12, kLongestProbe = 1u << 18;
constexpr std::string_view kTwinMark = ".pitched@";

enum class Role { mix, pitched, drums, twin };

struct Name {
  Role role = Role::mix;
  std::string piece;      // common to stems and twins of a piece, with the folder
  std::string semitones;  // of a twin, as written
};

// "take1.pitched.flac" belongs to "take1" and is its pitched stem.
Name parse_name(const fs::path& path) {
  const fs::path stem = path.stem();
  const std::string role = stem.extension().string();
  if (const std::size_t mark = stem.string().rfind(kTwinMark); mark != std::string::npos) {
    return {Role::twin, (path.parent_path() / stem.string().substr(0, mark)).string(),
            stem.string().substr(mark + kTwinMark.size())};
  }
  if (role != ".pitched" && role != ".drums") return {};
  return {role == ".drums" ? Role::drums : Role::pitched,
          (path.parent_path() / stem.stem()).string(),
          {}};
}

// "+5" or "-3.5": a plain number with optional sign and nothing else.
std::optional<double> parse_semitones(std::string_view text) {
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || rest != end || !std::isfinite(value)) return {};
  return value;
}

struct Finding {
  std::string problem;  // empty if the file can be used, else a sentence with the reason
  std::string remark;   // on a file that can be used
  bool silent = false;
  SoundInfo info;
};

// Reads up to the first sound, so only silent files are read completely. Also enough to know
// whether the channels cancel.
bool is_silent(SoundReader& reader) {
  std::vector<float> piece(kFirstProbe);
  for (;;) {
    const std::size_t got = reader.read(piece);
    if (got == 0) return true;
    for (std::size_t i = 0; i < got; ++i)
      if (std::abs(piece[i]) > kSilence) return false;
    if (reader.louder_channel() != kMean) return false;
    piece.resize(std::min(4 * piece.size(), kLongestProbe));
  }
}

// The channels cancel at the first sound: reads the whole file to see whether they always do.
void look_closer(const fs::path& path, Finding& found) {
  const Survey survey = survey_sound(path);
  if (!survey.remarks.empty()) found.remark = survey.remarks.back();
  SoundReader reader(path, survey.channel);
  found.silent = is_silent(reader);
}

Finding look_at(const fs::path& path) {
  Finding found;
  try {
    SoundReader reader(path);
    found.info = reader.info();
    if (found.info.frames == kUnknownFrames) found.info = probe_sound(path);
    if (found.info.frames == 0) {
      found.problem = empty_file_message(path);
    } else if (static_cast<double>(found.info.frames) < kShortestSeconds * found.info.sample_rate) {
      found.problem = path.string() + ": shorter than a second, so left out.";
    } else {
      found.silent = is_silent(reader);
      found.remark = reader.problem();
      if (reader.louder_channel() != kMean) look_closer(path, found);
      if (found.silent) found.problem = path.string() + ": silent throughout, so left out.";
    }
  } catch (const std::runtime_error& problem) {
    found.problem = problem.what();
  }
  return found;
}

// Adds a stem to its item; a second stem must have the same sample rate.
void add_stem(Item& item, Role role, const fs::path& path, const SoundInfo& info,
              std::vector<std::string>& skipped) {
  const bool first = item.pitched.empty() && item.drums.empty();
  if (!first && item.sample_rate != info.sample_rate) {
    skipped.push_back(path.string() +
                      ": its sample rate differs from the other stem's, so left out; convert one.");
    return;
  }
  fs::path& slot = role == Role::drums ? item.drums : item.pitched;
  if (!slot.empty()) {
    skipped.push_back(path.string() + ": a second stem of the same name, so left out.");
    return;
  }
  slot = path;
  item.sample_rate = info.sample_rate;
  item.frames = first ? info.frames : std::min(item.frames, info.frames);
}

struct FoundTwin {
  std::string piece;
  Twin twin;
  SoundInfo info;
};

// Called when all stems are known: a twin must match the pitched stem in everything but pitch.
void add_twin(const std::map<std::string, std::size_t>& pitched_frames, const FoundTwin& found,
              std::map<std::string, Item>& items, std::vector<std::string>& skipped) {
  const auto stem = pitched_frames.find(found.piece);
  if (stem == pitched_frames.end()) {
    skipped.push_back(found.twin.path.string() +
                      ": there is no pitched stem that it could be the twin of, so left out.");
    return;
  }
  Item& item = items.at(found.piece);
  if (found.info.sample_rate != item.sample_rate || found.info.frames != stem->second) {
    skipped.push_back(found.twin.path.string() + ": its " +
                      (found.info.sample_rate != item.sample_rate ? "sample rate" : "length") +
                      " differs from its stem's, so left out; render both again.");
    return;
  }
  item.twins.push_back(found.twin);
}

}  // namespace

Library scan_library(const fs::path& folder, const std::function<void(int, int)>& progress) {
  Library library;
  FoundSounds found_sounds = list_sounds(folder);
  library.remarks = std::move(found_sounds.passed_over);
  const std::vector<fs::path>& paths = found_sounds.paths;
  std::map<std::string, Item> items;  // by the stems' common name, or the mix's path
  std::map<std::string, std::size_t> pitched_frames;  // of items with a pitched stem
  std::vector<FoundTwin> twins;
  std::vector<std::pair<std::string, std::string>> silent_stems;  // piece, sentence
  int done = 0;
  for (const fs::path& path : paths) {
    const Name name = parse_name(path);
    const std::optional<double> semitones = parse_semitones(name.semitones);
    const std::string piece = name.piece + ".";
    Finding found = look_at(path);
    std::string& problem = found.problem;
    const SoundInfo& info = found.info;
    if (problem.empty() && !found.remark.empty()) library.remarks.push_back(found.remark);
    if (problem.empty() && name.role == Role::twin && !semitones) {
      problem = path.string() + ": \"" + name.semitones +
                "\" is no number of semitones, so left out; name it like " +
                fs::path(name.piece).filename().string() + ".pitched@-3.5" +
                path.extension().string() + ".";
    }
    if (found.silent && name.role != Role::mix) {
      silent_stems.emplace_back(piece, problem);
    } else if (!problem.empty()) {
      library.skipped.push_back(problem);
    } else if (name.role == Role::mix) {
      Item mix;
      mix.mix = path;
      mix.sample_rate = info.sample_rate;
      mix.frames = info.frames;
      items[path.string()] = mix;
    } else if (name.role == Role::twin) {
      twins.push_back({piece, {*semitones, path}, info});
    } else {
      add_stem(items[piece], name.role, path, info, library.skipped);
      if (items[piece].pitched == path) pitched_frames[piece] = info.frames;
    }
    if (progress) progress(++done, static_cast<int>(paths.size()));
  }
  for (const auto& [piece, sentence] : silent_stems)
    if (!items.contains(piece)) library.skipped.push_back(sentence);
  for (const FoundTwin& twin : twins) add_twin(pitched_frames, twin, items, library.skipped);
  for (auto& [name, item] : items) {
    std::stable_sort(item.twins.begin(), item.twins.end(),
                     [](const Twin& a, const Twin& b) { return a.semitones < b.semitones; });
    library.seconds += static_cast<double>(item.frames) / item.sample_rate;
    library.items.push_back(std::move(item));
  }
  return library;
}

Library scan_libraries(const std::vector<fs::path>& folders,
                       const std::function<void(int, int)>& progress) {
  Library all;
  for (std::size_t folder = 0; folder < folders.size(); ++folder) {
    Library one = scan_library(folders[folder], progress);
    for (Item& item : one.items) {
      item.folder = static_cast<int>(folder);
      all.items.push_back(std::move(item));
    }
    all.skipped.insert(all.skipped.end(), one.skipped.begin(), one.skipped.end());
    all.remarks.insert(all.remarks.end(), one.remarks.begin(), one.remarks.end());
    all.seconds += one.seconds;
  }
  return all;
}

}  // namespace hemiola::audio
