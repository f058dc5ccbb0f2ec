// posix_spawn with everything that a real-time server must not hand down to a child.
#include "worker_process.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace hemiola::plugin {
namespace fs = std::filesystem;

namespace {

bool runnable(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

fs::path this_plugin() {
  Dl_info info = {};
  if (dladdr(reinterpret_cast<const void*>(&this_plugin), &info) == 0 || info.dli_fname == nullptr)
    return {};
  std::error_code error;
  return fs::canonical(info.dli_fname, error);
}

struct SpawnSettings {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;

  SpawnSettings() {
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSCHEDULER);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A child inherits SCHED_FIFO, which would put the model above the audio driver.
    const sched_param ordinary = {};
    posix_spawnattr_setschedpolicy(&attributes, SCHED_OTHER);
    posix_spawnattr_setschedparam(&attributes, &ordinary);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    // The server's UDP socket among them: a rebooted server could not be reached.
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }
};

}  // namespace

std::string find_worker(const std::string& named) {
  if (!named.empty()) {
    if (runnable(named)) return named;
    throw std::runtime_error("there is no program \"" + named + "\" to start as the worker.");
  }
  if (const char* set = std::getenv("HEMIOLA_WORKER"); set != nullptr && *set != '\0') {
    if (runnable(set)) return set;
    throw std::runtime_error("HEMIOLA_WORKER names \"" + std::string(set) +
                             "\", which is no program.");
  }
  const fs::path plugin = this_plugin();
  for (fs::path folder = plugin.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (runnable(folder / "bin" / "hemiola")) return folder / "bin" / "hemiola";
    if (folder == folder.root_path()) break;
  }
  const std::string path = std::getenv("PATH") != nullptr ? std::getenv("PATH") : "";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t colon = std::min(path.find(':', begin), path.size());
    const fs::path candidate = fs::path(path.substr(begin, colon - begin)) / "hemiola";
    if (runnable(candidate)) return candidate;
    begin = colon + 1;
  }
  throw std::runtime_error("the program hemiola was found neither in bin/ above " +
                           plugin.string() +
                           " nor on the PATH. Install it, or set HEMIOLA_WORKER.");
}

pid_t spawn(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  SpawnSettings settings;
  pid_t pid = 0;
  const int error = posix_spawn(&pid, arguments[0].c_str(), &settings.files, &settings.attributes,
                                pointers.data(), environ);
  if (error != 0)
    throw std::runtime_error("can't start the worker \"" + arguments[0] +
                             "\": " + std::strerror(error) + ".");
  return pid;
}

bool has_ended(pid_t pid, std::string& how) {
  int status = 0;
  const pid_t seen = waitpid(pid, &status, WNOHANG);
  if (seen == 0) return false;
  if (seen < 0)
    how = "was lost";
  else if (WIFSIGNALED(status))
    how = std::string("was ended by a signal (") + strsignal(WTERMSIG(status)) + ")";
  else
    how = "ended with status " + std::to_string(WEXITSTATUS(status));
  return true;
}

void end(pid_t pid, std::chrono::milliseconds grace) {
  std::string how;
  kill(pid, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + grace;
  while (std::chrono::steady_clock::now() < deadline) {
    if (has_ended(pid, how)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace hemiola::plugin
