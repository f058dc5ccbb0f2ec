// The doctor's check that SuperCollider's server accepts the plugin: it renders an empty score with
// it.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
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

struct Ended {
  std::string printed;
  bool in_time = true;
  int status = 0;  // of waitpid
};

// Runs a program for half a minute at most; empty if it can't be started.
std::optional<Ended> run_program(const std::vector<std::string>& command) {
  constexpr auto kWithin = std::chrono::seconds(30);
  int ends[2];
  if (!platform::make_pipe(ends)) return {};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& word : command) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawn(&child, pointers[0], &files, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  Ended ended;
  std::array<char, 4096> part{};
  const auto deadline = std::chrono::steady_clock::now() + kWithin;
  while (failed == 0) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wait = {ends[0], POLLIN, 0};
    const int found = left.count() > 0 ? poll(&wait, 1, static_cast<int>(left.count())) : 0;
    if (found < 0 && errno == EINTR) continue;
    if (found == 0) {
      ended.in_time = false;
      kill(child, SIGKILL);
      break;
    }
    const ssize_t got = read(ends[0], part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    ended.printed.append(part.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  if (failed != 0) return {};
  while (waitpid(child, &ended.status, 0) < 0 && errno == EINTR) {
  }
  return ended;
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
  const auto ended =
      run_program({program.string(), "-U", plugin.parent_path().string(), "-D", "0", "-N",
                   score.string(), "_", sound.string(), "48000", "WAV", "float"});
  if (!ended)
    return {{check, Health::doubtful, program.string() + " can't be started.",
             "Is it a program for this machine? Try: " + program.string() + " -v"}};
  const std::string complaint = complaint_about(plugin, ended->printed);
  if (!complaint.empty())
    return {{check, Health::broken, complaint,
             "The plugin was built for another SuperCollider. Install the package for this release "
             "of Debian, or build it here: scripts/setup demo"}};
  std::error_code error;
  if (!ended->in_time || WIFSIGNALED(ended->status) || !fs::exists(sound, error))
    return {{check, Health::broken,
             program.string() + (ended->in_time ? " ended" : " hung") + " while it loaded " +
                 plugin.string() + ".",
             "Build the plugin again, against this SuperCollider: scripts/setup demo"}};
  return {{check, Health::well, program.string() + " accepts " + plugin.filename().string()}};
}

}  // namespace hemiola::programs
