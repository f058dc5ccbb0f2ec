// Calls that only Linux has. Only this room depends on the system.
#pragma once

#include <fcntl.h>
#include <malloc.h>
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

namespace hemiola::platform {

// --- Processes and threads

// Gives the calling thread ordinary priority, whatever it inherited: neither frames nor the
// watchdog may compete with the audio server's threads.
inline void take_ordinary_priority() {
  const sched_param ordinary = {};
  sched_setscheduler(0, SCHED_OTHER, &ordinary);
}

// Binds the calling thread, and the threads it creates later, to these cores. False if there
// are no such cores.
inline bool run_on_cores(const std::vector<int>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores)
    if (core >= 0 && core < CPU_SETSIZE) CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

// What a child of a real-time server must not inherit: its priority, and its files and sockets from
// number `from` on (a rebooted server could not open its port again).
inline void spawn_ordinary(posix_spawnattr_t& attributes, short& flags) {
  const sched_param ordinary = {};
  posix_spawnattr_setschedpolicy(&attributes, SCHED_OTHER);
  posix_spawnattr_setschedparam(&attributes, &ordinary);
  flags |= POSIX_SPAWN_SETSCHEDULER;
}
inline void spawn_without_files(posix_spawn_file_actions_t& files, int from) {
  posix_spawn_file_actions_addclosefrom_np(&files, from);
}

// Consumes one of these blocked signals if it is pending; never waits.
inline bool take_signal(const sigset_t& signals) {
  const timespec at_once = {0, 0};
  return sigtimedwait(&signals, nullptr, &at_once) > 0;
}

// Start time of a process in system ticks; 0 if it has ended (even if not waited for).
inline std::uint32_t start_time(pid_t pid) {
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
}

// The executable file of this program; empty if unknown.
inline std::filesystem::path this_program() {
  std::error_code error;
  return std::filesystem::canonical("/proc/self/exe", error);
}

// Whether a driver of a GPU on which LibTorch computes is loaded (NVIDIA's, also in Windows'
// Linux).
inline bool has_gpu() {
  std::error_code error;
  return std::filesystem::exists("/dev/nvidiactl", error) ||
         std::filesystem::exists("/dev/dxg", error);
}

// --- Memory

// Allocates memory for a shared file now: with none left, a later page access would end the server.
// Returns 0 or an error number.
inline int reserve(int file, std::uint64_t bytes) {
  return posix_fallocate(file, 0, static_cast<off_t>(bytes));
}

// The folder with the names of shared memory.
inline std::filesystem::path shared_names() { return "/dev/shm"; }

// The C library keeps large freed blocks: the system would clear them again for each new
// allocation.
inline void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 256 << 20);
}

// All threads allocate from one heap. With a heap for each, what one thread has freed is lost to
// the others: a model's memory would be taken again for each model that another thread loads.
inline void share_one_heap() { mallopt(M_ARENA_MAX, 1); }

// --- Files and sockets

// Flag for send(): if the peer has gone, return an error instead of raising a signal.
inline constexpr int kNoSignal = MSG_NOSIGNAL;

// A pipe whose ends, to read and to write, are not inherited.
inline bool make_pipe(int (&ends)[2]) { return pipe2(ends, O_CLOEXEC) == 0; }

// Marks a file as close-on-exec.
inline void keep_from_children(int file) { fcntl(file, F_SETFD, FD_CLOEXEC); }

}  // namespace hemiola::platform
