// Hands what only hemiola-studio can do over to it.
#include "programs/studio.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "platform/platform.h"

namespace hemiola::programs {
namespace {

using Words = std::span<char*>;

bool is_studio_command(std::string_view name) {
  return std::any_of(kStudioCommands.begin(), kStudioCommands.end(),
                     [&](const StudioCommand& command) { return name == command.name; });
}

// The value of --device; "auto" if it is not given.
std::string_view device_of(Words words) {
  constexpr std::string_view kOption = "--device";
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == kOption && i + 1 < words.size()) return words[i + 1];
    if (word.starts_with("--device=")) return word.substr(kOption.size() + 1);
  }
  return "auto";
}

bool plays_a_model(std::string_view command) {
  return command == "worker" || command == "remix" || command == "encode" || command == "decode";
}

}  // namespace

int run_in_studio(int argc, char** argv) {
  const Words words(argv + std::min(argc, 1), static_cast<std::size_t>(std::max(0, argc - 1)));
  if (words.empty()) return kNotInStudio;
  const std::string_view command = words[0], device = device_of(words);
  const bool must = is_studio_command(command) || device == "cuda";
  const bool may = device == "auto" && plays_a_model(command) && platform::has_gpu();
  if (!must && !may) return kNotInStudio;
  const std::filesystem::path studio = platform::this_program().parent_path() / "hemiola-studio";
  std::error_code error;
  if (!std::filesystem::exists(studio, error)) {
    if (!must) return kNotInStudio;
    std::fprintf(stderr,
                 "hemiola: %s needs LibTorch, which hemiola-studio has. Install that package, or "
                 "build it in a clone: scripts/setup studio\n",
                 device == "cuda" ? "--device cuda" : words[0]);
    return 1;
  }
  execv(studio.c_str(), argv);
  std::fprintf(stderr, "hemiola: can't run %s: %s\n", studio.c_str(), std::strerror(errno));
  return 1;
}

}  // namespace hemiola::programs
