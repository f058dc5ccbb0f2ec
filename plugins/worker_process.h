// Starts, watches and ends the worker, which is forked by a fork server process.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "ipc/orders.h"

namespace hemiola::plugin {

// Finds the program: `named` if not empty, else HEMIOLA_WORKER, else bin/hemiola in a folder above
// this plugin, else hemiola on the PATH. Throws std::runtime_error that lists these places.
std::string find_worker(const std::string& named);

inline constexpr int kSegmentFile = 3;  // descriptor number of the segment in the fork server

// The worker and its fork server. For use by one thread, not the audio thread.
class WorkerProcess {
 public:
  WorkerProcess() = default;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess() { end(); }

  bool running() const noexcept { return working_; }
  // Call only while none runs. command: for the fork server, which is started if there is none,
  // with ordinary priority, its own process group, no blocked signals, and none of the server's
  // files and sockets. Throws std::runtime_error with the path and the reason.
  void start(const std::vector<std::string>& command, int segment_file, const std::string& model);
  // True once after the worker has ended; how: a description of its end.
  bool has_ended(std::string& how);
  // Asks the fork server to kill the worker; a second call kills the fork server too.
  void kill();
  // Ends both, gracefully if possible; returns when they are gone.
  void end();

 private:
  bool send(const ipc::Order& order) const noexcept;
  void start_fork_server(const std::vector<std::string>& command, int segment_file);
  void lose_fork_server();

  pid_t fork_server_ = 0;
  int orders_ = -1;
  bool working_ = false;
  bool killed_ = false;
};

}  // namespace hemiola::plugin
