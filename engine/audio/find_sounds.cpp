// Finds the sound files below a folder.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "audio/sndfile_handle.h"
#include "audio/sound_file.h"

namespace hemiola::audio {
namespace {

namespace fs = std::filesystem;

// By extension, so that pictures and notes beside the music are not reported as broken sound files.
constexpr std::array<std::string_view, 16> kSoundEndings = {
    ".wav",  ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3",  ".aif",
    ".aiff", ".aifc", ".au",   ".snd", ".w64", ".caf",  ".rf64", ".bwf"};
// Also music, but libsndfile can't read it.
constexpr std::array<std::string_view, 14> kForeignEndings = {
    ".m4a",  ".mp4", ".aac",  ".wma", ".ape", ".wv",  ".mpc",
    ".alac", ".mka", ".webm", ".mp2", ".tta", ".ac3", ".dsf"};

std::string ending_of(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& endings, const std::string& ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// Hidden by convention: trash, older versions, the "._name.wav" files that macOS writes.
bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name == "$RECYCLE.BIN" || name == "__MACOSX";
}

class Search {
 public:
  FoundSounds run(const fs::path& root) {
    waiting_.push_back(root);
    // Folders behind links come last: they may have been visited already.
    for (; !waiting_.empty() || !linked_.empty();) {
      auto& next = waiting_.empty() ? linked_ : waiting_;
      const fs::path folder = next.front();
      next.pop_front();
      if (is_new(folder)) list(folder, folder == root);
    }
    std::sort(found_.paths.begin(), found_.paths.end());
    say_what_was_passed_over(root);
    return std::move(found_);
  }

 private:
  bool is_new(const fs::path& folder) {
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) return true;  // list() reports why
    return seen_.emplace(status.st_dev, status.st_ino).second;
  }

  void list(const fs::path& folder, bool is_root) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error && is_root) fail(folder, "can't be listed (" + error.message() + ").");
    if (error) {
      found_.passed_over.push_back("passed over " + folder.string() + ": can't be listed (" +
                                   error.message() + ")");
      return;
    }
    std::vector<fs::directory_entry> sorted(begin(entries), end(entries));
    std::sort(sorted.begin(), sorted.end());
    for (const fs::directory_entry& entry : sorted) look_at(entry);
  }

  void look_at(const fs::directory_entry& entry) {
    std::error_code ignored;
    const bool folder = entry.is_directory(ignored);
    if (is_hidden(entry.path())) {
      if (folder) hidden_.insert(entry.path().filename().string());
      return;
    }
    if (folder) {
      (entry.is_symlink(ignored) ? linked_ : waiting_).push_back(entry.path());
      return;
    }
    const std::string ending = ending_of(entry.path());
    if (!entry.is_regular_file(ignored)) return;
    if (is_one_of(kSoundEndings, ending)) found_.paths.push_back(entry.path());
    if (is_one_of(kForeignEndings, ending)) ++foreign_[ending];
  }

  void say_what_was_passed_over(const fs::path& root) {
    const auto say = [&](const std::string& text) {
      found_.passed_over.push_back("passed over in " + root.string() + ": " + text);
    };
    std::string text;
    for (const auto& [ending, count] : foreign_)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + ending;
    if (!text.empty())
      say(text +
          "; convert them to wav or flac to have them learned, for instance: ffmpeg -i IN "
          "OUT.flac");
    text.clear();
    for (const auto& name : hidden_) text += (text.empty() ? "" : ", ") + name;
    if (!text.empty()) say("hidden folders (" + text + ")");
  }

  FoundSounds found_;
  std::deque<fs::path> waiting_, linked_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  std::map<std::string, int> foreign_;  // by extension
  std::set<std::string> hidden_;
};

}  // namespace

FoundSounds list_sounds(const fs::path& folder) {
  std::error_code error;
  if (fs::is_regular_file(folder, error)) return {{folder}, {}};
  if (!fs::is_directory(folder, error)) {
    fail(folder, "there is no such folder; check the path.");
  }
  return Search().run(folder);
}

std::vector<fs::path> find_sounds(const fs::path& folder, std::vector<std::string>* skipped) {
  std::vector<fs::path> sounds;
  for (const fs::path& path : list_sounds(folder).paths) {
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
