// Scans a folder: pairs stems, and reads far enough into each file to know that it sounds.
#include "audio/library.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <stdexcept>

#include "audio/sound_file.h"

namespace hemiola::audio {
namespace {

namespace fs = std::filesystem;

constexpr double kShortestSeconds = 1.0;
constexpr float kSilence = 1e-4f;               // -80 dBFS peak: dither and preamp noise
constexpr std::size_t kProbeFrames = 1u << 18;  // about six seconds at 44.1 kHz at a time

enum class Role { mix, pitched, drums };

// "take1.pitched.flac" belongs to "take1" and is its pitched stem.
Role role_of(const fs::path& path, std::string* name) {
  const fs::path stem = path.stem();
  const std::string role = stem.extension().string();
  if (role != ".pitched" && role != ".drums") return Role::mix;
  *name = (path.parent_path() / stem.stem()).string();
  return role == ".drums" ? Role::drums : Role::pitched;
}

// Stops at the first sound, so that only silent files are read whole.
bool is_silent(const fs::path& path, std::size_t frames) {
  for (std::size_t first = 0; first < frames; first += kProbeFrames) {
    const Sound piece = read_sound(path, first, kProbeFrames);
    if (piece.samples.empty()) break;
    for (const float sample : piece.samples) {
      if (std::abs(sample) > kSilence) return false;
    }
  }
  return true;
}

// Empty when the file is fit for training, else the sentence that says why it is not.
std::string reason_to_skip(const fs::path& path, SoundInfo* info) {
  try {
    *info = probe_sound(path);
    if (static_cast<double>(info->frames) < kShortestSeconds * info->sample_rate) {
      return path.string() + ": shorter than a second, so left out.";
    }
    if (is_silent(path, info->frames)) return path.string() + ": silent throughout, so left out.";
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
  return {};
}

// Adds a stem to its half-built item; a second stem must agree in rate.
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

}  // namespace

Library scan_library(const fs::path& folder, const std::function<void(int, int)>& progress) {
  Library library;
  const std::vector<fs::path> paths = find_sounds(folder, &library.skipped);
  std::map<std::string, Item> items;  // by the name that stems share, or the mix's own path
  int done = 0;
  for (const fs::path& path : paths) {
    SoundInfo info;
    const std::string problem = reason_to_skip(path, &info);
    if (!problem.empty()) {
      library.skipped.push_back(problem);
    } else {
      std::string name;
      const Role role = role_of(path, &name);
      if (role == Role::mix) {
        Item mix;
        mix.mix = path;
        mix.sample_rate = info.sample_rate;
        mix.frames = info.frames;
        items[path.string()] = mix;
      } else {
        add_stem(items[name + "."], role, path, info, library.skipped);
      }
    }
    if (progress) progress(++done, static_cast<int>(paths.size()));
  }
  for (auto& [name, item] : items) {
    library.seconds += static_cast<double>(item.frames) / item.sample_rate;
    library.items.push_back(std::move(item));
  }
  return library;
}

}  // namespace hemiola::audio
