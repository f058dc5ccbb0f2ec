// Finds the sound files below a folder.
#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "audio/sound_file.h"

namespace hemiola::audio {
namespace {

namespace fs = std::filesystem;

// By ending, so that pictures and notes beside the music are not reported as broken sound.
constexpr std::array<std::string_view, 12> kSoundEndings = {".wav",  ".flac", ".ogg", ".oga",
                                                            ".opus", ".mp3",  ".aif", ".aiff",
                                                            ".au",   ".w64",  ".caf", ".rf64"};

bool looks_like_sound(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kSoundEndings.begin(), kSoundEndings.end(), ending) != kSoundEndings.end();
}

}  // namespace

std::vector<fs::path> find_sounds(const fs::path& folder, std::vector<std::string>* skipped) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw std::runtime_error(folder.string() + ": there is no such folder; check the path.");
  }
  std::vector<fs::path> candidates;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(folder, options, error), end; entry != end;
       entry.increment(error)) {
    if (error) break;
    std::error_code ignored;
    // "._name.wav" is the shadow that macOS leaves beside a file on foreign disks: no sound.
    if (entry->path().filename().string().rfind('.', 0) == 0) continue;
    if (entry->is_regular_file(ignored) && looks_like_sound(entry->path())) {
      candidates.push_back(entry->path());
    }
  }
  if (error) {
    throw std::runtime_error(folder.string() + ": can't be listed (" + error.message() + ").");
  }
  std::sort(candidates.begin(), candidates.end());

  std::vector<fs::path> sounds;
  for (const fs::path& path : candidates) {
    try {
      probe_sound(path);
      sounds.push_back(path);
    } catch (const std::runtime_error& problem) {
      if (skipped) skipped->push_back(problem.what());
    }
  }
  return sounds;
}

}  // namespace hemiola::audio
