// posix_spawn without passing a real-time server's priority, signals and files to the child.
#include "worker_process.h"

#include <dlfcn.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <utility>

#include "platform/platform.h"

extern char** environ;

namespace hemiola::plugin {
namespace fs = std::filesystem;

namespace {

constexpr auto kGrace = std::chrono::milliseconds(800);  // more than the worker's own

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

  SpawnSettings(int lifeline, int segment_file) {
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&files);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A child inherits SCHED_FIFO, and the model would run before the audio driver.
    platform::spawn_ordinary(attributes, flags);
    posix_spawn_file_actions_adddup2(&files, lifeline, kLifeline);
    posix_spawn_file_actions_adddup2(&files, segment_file, kSegmentFile);
    platform::spawn_without_files(files, kSegmentFile + 1);
    posix_spawnattr_setflags(&attributes, flags);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }
};

std::string in_words(int status) {
  if (WIFSIGNALED(status))
    return std::string("was ended by a signal (") + strsignal(WTERMSIG(status)) + ")";
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

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
  const char* const path_variable = std::getenv("PATH");
  const std::string path = path_variable != nullptr ? path_variable : "";
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

void WorkerProcess::start(const std::vector<std::string>& command, int segment_file) {
  std::vector<char*> pointers;
  pointers.reserve(command.size() + 1);
  for (const auto& argument : command) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  int ends[2];
  if (!platform::make_pipe(ends))
    throw std::runtime_error(std::string("can't make a pipe for the worker: ") +
                             std::strerror(errno) + ".");
  const SpawnSettings settings(ends[0], segment_file);
  const int error = posix_spawn(&pid_, command[0].c_str(), &settings.files, &settings.attributes,
                                pointers.data(), environ);
  close(ends[0]);
  lifeline_ = ends[1];
  if (error == 0) return;
  forget();
  throw std::runtime_error("can't start the worker \"" + command[0] +
                           "\": " + std::strerror(error) + ".");
}

bool WorkerProcess::has_ended(std::string& how) {
  if (!running()) return false;
  int status = 0;
  const pid_t seen = waitpid(pid_, &status, WNOHANG);
  if (seen == 0) return false;
  how = seen < 0 ? "was lost" : in_words(status);
  forget();
  return true;
}

// Process 0 would mean the server's own process group.
void WorkerProcess::kill() const noexcept {
  if (running()) ::kill(pid_, SIGKILL);
}

void WorkerProcess::forget() {
  close(std::exchange(lifeline_, -1));
  pid_ = 0;
}

void WorkerProcess::end() {
  if (!running()) return;
  close(std::exchange(lifeline_, -1));
  const auto deadline = std::chrono::steady_clock::now() + kGrace;
  while (std::chrono::steady_clock::now() < deadline) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = 0;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  kill();
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

}  // namespace hemiola::plugin
