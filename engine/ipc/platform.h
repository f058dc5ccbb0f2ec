// What only Linux has, each beside its POSIX form: what another system has to bring is all in here.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace hemiola::ipc {

// For send(): a peer that has gone is an error, not a signal that ends us.
#ifdef MSG_NOSIGNAL
inline constexpr int kNoSignal = MSG_NOSIGNAL;
#else
inline constexpr int kNoSignal = 0;  // set SO_NOSIGPIPE on the socket instead
#endif

// The calling process gets the signal when its parent ends. Elsewhere than on Linux whoever wants
// to know has to ask now and then whose child it is. Covers the parent that ended just before.
inline void end_with(pid_t parent, int signal_number) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, signal_number);
#endif
  if (getppid() != parent) raise(signal_number);
}

// The calling thread's priority becomes an ordinary one, whatever it was born with: neither frames
// nor the watchdog may compete with the audio server's threads.
inline void take_ordinary_priority() {
  const sched_param ordinary = {};
#ifdef __linux__
  sched_setscheduler(0, SCHED_OTHER, &ordinary);
#else
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
#endif
}

// What a child of a real-time server must not inherit: its priority, and its files and sockets from
// this number on (a rebooted server could not be reached on its port).
inline void spawn_ordinary(posix_spawnattr_t& attributes, short& flags) {
#ifdef __linux__
  const sched_param ordinary = {};
  posix_spawnattr_setschedpolicy(&attributes, SCHED_OTHER);
  posix_spawnattr_setschedparam(&attributes, &ordinary);
  flags |= POSIX_SPAWN_SETSCHEDULER;
#endif  // else the child takes it itself, as its first act
}
inline void spawn_without_files(posix_spawn_file_actions_t& files, short& flags, int from) {
#ifdef __linux__
  posix_spawn_file_actions_addclosefrom_np(&files, from);
#elif defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;  // macOS
#endif
}

}  // namespace hemiola::ipc
