// Checks of output paths.
#include "programs/outputs.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <stdexcept>
#include <system_error>

namespace hemiola::programs {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

// ".wav, .flac or .ogg"
std::string list_of(const std::vector<std::string>& endings) {
  std::string text = endings.front();
  for (std::size_t i = 1; i < endings.size(); ++i)
    text += (i + 1 == endings.size() ? " or " : ", ") + endings[i];
  return text;
}

void check_ending(const fs::path& path, const std::vector<std::string>& endings) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (endings.empty() || std::find(endings.begin(), endings.end(), ending) != endings.end()) return;
  fail(path, "the name of what is written here has to end in " + list_of(endings) + ".");
}

}  // namespace

void check_output(const fs::path& path, const std::vector<std::string>& endings) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) fail(path, "this is a folder; name a file to write.");
  check_ending(path, endings);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    fail(path, "can't be written: there is no folder " + folder.string() + "; make it first.");
  const bool there = fs::exists(path, ignored);
  if ((there && access(path.c_str(), W_OK) != 0) ||
      (access(folder.c_str(), W_OK | X_OK) != 0 && (!there || fs::is_regular_file(path, ignored))))
    fail(path, "can't be written; check that the folder and the file are yours.");
}

void note(const std::string& sentence) { std::fprintf(stderr, "note: %s\n", sentence.c_str()); }

}  // namespace hemiola::programs
