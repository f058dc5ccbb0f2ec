// Linux-only calls, each with its POSIX alternative. Only this room depends on the system.
#pragma once

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

// A test builds the POSIX alternatives on Linux, too.
#if defined(__linux__) && !defined(HEMIOLA_POSIX_ALONE)
#define HEMIOLA_LINUX 1
#include <malloc.h>
#include <sys/prctl.h>
#endif
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace hemiola::platform {

// --- Processes and threads

// The calling process gets the signal when its parent ends, also if it ended just before the call.
// Other systems than Linux only do the latter: there the process has to poll its parent.
inline void end_with(pid_t parent, int signal_number) {
#ifdef HEMIOLA_LINUX
  prctl(PR_SET_PDEATHSIG, signal_number);
#endif
  if (getppid() != parent) raise(signal_number);
}

// Gives the calling thread ordinary priority, whatever it inherited: neither frames nor the
// watchdog may compete with the audio server's threads.
inline void take_ordinary_priority() {
  const sched_param ordinary = {};
#ifdef HEMIOLA_LINUX
  sched_setscheduler(0, SCHED_OTHER, &ordinary);
#else
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
#endif
}

// Binds the calling thread, and the threads it creates later, to these cores. False if that is
// impossible: no such cores, or no such system call.
inline bool run_on_cores(const std::vector<int>& cores) {
#ifdef HEMIOLA_LINUX
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores)
    if (core >= 0 && core < CPU_SETSIZE) CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
#else
  return cores.empty();
#endif
}

// What a child of a real-time server must not inherit: its priority, and its files and sockets from
// number `from` on (a rebooted server could not open its port again).
inline void spawn_ordinary(posix_spawnattr_t& attributes, short& flags) {
#ifdef HEMIOLA_LINUX
  const sched_param ordinary = {};
  posix_spawnattr_setschedpolicy(&attributes, SCHED_OTHER);
  posix_spawnattr_setschedparam(&attributes, &ordinary);
  flags |= POSIX_SPAWN_SETSCHEDULER;
#endif  // else the child takes it itself, as its first act
}
inline void spawn_without_files(posix_spawn_file_actions_t& files, short& flags, int from) {
#ifdef HEMIOLA_LINUX
  posix_spawn_file_actions_addclosefrom_np(&files, from);
#elif defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;  // macOS
#endif
}

// Consumes one of these blocked signals if it is pending; never waits.
inline bool take_signal(const sigset_t& signals) {
#ifdef HEMIOLA_LINUX
  const timespec at_once = {0, 0};
  return sigtimedwait(&signals, nullptr, &at_once) > 0;
#else
  sigset_t pending;
  if (sigpending(&pending) != 0) return false;
  for (const int each : {SIGTERM, SIGINT})
    if (int taken = 0; sigismember(&pending, each) == 1 && sigismember(&signals, each) == 1)
      return sigwait(&signals, &taken) == 0;
  return false;
#endif
}

// Start time of a process in system ticks; 0 if it has ended (even if not waited for) or if
// unknown.
inline std::uint32_t start_time(pid_t pid) {
#ifdef HEMIOLA_LINUX
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  // The name, in parentheses, may contain any character; the 20th field after it is the start time.
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  fields >> field;
  if (field == "Z" || field == "X") return 0;
  for (int i = 0; i < 18; ++i) fields >> field;
  std::uint64_t ticks = 0;
  fields >> ticks;
  return static_cast<std::uint32_t>(ticks);
#else
  return 0;
#endif
}

// The executable file of this program; empty if unknown.
inline std::filesystem::path this_program() {
#ifdef HEMIOLA_LINUX
  std::error_code error;
  return std::filesystem::canonical("/proc/self/exe", error);
#elif defined(__APPLE__)
  char name[4096];
  std::uint32_t size = sizeof name;
  std::error_code error;
  if (_NSGetExecutablePath(name, &size) != 0) return {};
  return std::filesystem::canonical(name, error);
#else
  return {};
#endif
}

// --- Memory

// Allocates memory for a shared file now: with none left, a later page access would end the server.
// Returns 0 or an error number. Elsewhere than on Linux only sets the size.
inline int reserve(int file, std::uint64_t bytes) {
#ifdef HEMIOLA_LINUX
  return posix_fallocate(file, 0, static_cast<off_t>(bytes));
#else
  return ftruncate(file, static_cast<off_t>(bytes)) == 0 ? 0 : errno;
#endif
}

// The folder with the names of shared memory; empty if they can't be listed. Then segments left by
// a killed server stay until the machine restarts.
inline std::filesystem::path shared_names() {
#ifdef HEMIOLA_LINUX
  return "/dev/shm";
#else
  return {};
#endif
}

// The C library keeps large freed blocks: the system would clear them again for each new
// allocation.
inline void keep_freed_memory() {
#ifdef HEMIOLA_LINUX
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 256 << 20);
#endif
}

// --- Files and sockets

// Flag for send(): if the peer has gone, return an error instead of raising a signal.
#ifdef MSG_NOSIGNAL
inline constexpr int kNoSignal = MSG_NOSIGNAL;
#else
inline constexpr int kNoSignal = 0;  // set SO_NOSIGPIPE on the socket instead
#endif

// Marks a file as close-on-exec.
inline void keep_from_children(int file) { fcntl(file, F_SETFD, FD_CLOEXEC); }

}  // namespace hemiola::platform
