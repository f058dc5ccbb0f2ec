// The doctor's check that SuperCollider's server accepts the plugin: it renders an empty score with
// it.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>

#include "platform/platform.h"
#include "programs/doctor.h"

extern char** environ;

namespace hemiola::programs {
namespace {

namespace fs = std::filesystem;

// A folder that is removed again.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "hemiola-doctor-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~Scratch() {
    std::error_code error;
    if (!folder_.empty()) fs::remove_all(folder_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& folder() const noexcept { return folder_; }

 private:
  fs::path folder_;
};

// One bundle, its length before it, that sets a control bus after ten milliseconds.
void write_score(const fs::path& path) {
  using namespace std::string_literals;
  const std::string time = "\0\0\0\0\x02\x8f\x5c\x29"s, number = "\0\0\0\0"s;
  const std::string message = "/c_set\0\0,if\0"s + number + number;
  const std::string bundle = "#bundle\0"s + time + "\0\0\0\x14"s + message;
  std::ofstream(path, std::ios::binary) << "\0\0\0\x28"s << bundle;
}

// What a program prints until it ends; empty if it can't be started.
std::optional<std::string> printed_by(const std::vector<std::string>& command) {
  int ends[2];
  if (!platform::make_pipe(ends)) return {};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& word : command) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawn(&child, pointers[0], &files, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; failed == 0;) {
    got = read(ends[0], part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  if (failed != 0) return {};
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return text;
}

// The line in which a server complains about this plugin; empty if there is none.
std::string complaint_about(const fs::path& plugin, const std::string& printed) {
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);)
    if (line.find("ERROR") != std::string::npos && line.find(plugin.string()) != std::string::npos)
      return line;
  return {};
}

}  // namespace

Findings check_acceptance(const std::string& server, const fs::path& plugin) {
  const fs::path program = find_program(server);
  const Scratch scratch;
  if (program.empty() || scratch.folder().empty()) return {};
  const std::string check = server + " loads";
  const fs::path score = scratch.folder() / "empty.osc", sound = scratch.folder() / "out.wav";
  write_score(score);
  const auto printed =
      printed_by({program.string(), "-U", plugin.parent_path().string(), "-D", "0", "-N",
                  score.string(), "_", sound.string(), "48000", "WAV", "float"});
  if (!printed)
    return {{check, Health::doubtful, program.string() + " can't be started.",
             "Is it a program for this machine? Try: " + program.string() + " -v"}};
  const std::string complaint = complaint_about(plugin, *printed);
  if (complaint.empty())
    return {{check, Health::well, program.string() + " accepts " + plugin.filename().string()}};
  return {
      {check, Health::broken, complaint,
       "The plugin was built for another SuperCollider. Install the package for this release of "
       "Debian, or build it here: scripts/setup demo"}};
}

}  // namespace hemiola::programs
