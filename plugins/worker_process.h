// Starting, watching and ending the worker, which a fork server process forks for us.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "ipc/orders.h"

namespace hemiola::plugin {

// The program to start: named, else HEMIOLA_WORKER, else bin/hemiola in a folder above this plugin,
// else hemiola on the PATH. Throws std::runtime_error that says where it looked.
std::string find_worker(const std::string& named);

inline constexpr int kSegmentFile = 3;  // the fork server's descriptor of the segment

// The worker, and the fork server that forks it. For one thread.
class WorkerProcess {
 public:
  WorkerProcess() = default;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess() { end(); }

  bool running() const noexcept { return working_; }
  // Not while one runs. command: the fork server's, which is started where there is none, with
  // ordinary priority, a process group of its own, no signals blocked, and none of the server's
  // files and sockets. Throws std::runtime_error with the path and the reason.
  void start(const std::vector<std::string>& command, int segment_file, const std::string& model);
  // True, once, where the worker has ended; how then says it in words.
  bool has_ended(std::string& how);
  // Seen as ended soon. Where the fork server does not obey, calling it again ends that too.
  void kill();
  // Both, in peace if they can; returns when they are gone.
  void end();

 private:
  bool send(const ipc::Order& order) const noexcept;
  void start_keeper(const std::vector<std::string>& command, int segment_file);
  void lose_fork_server();

  pid_t fork_server_ = 0;
  int orders_ = -1;
  bool working_ = false;
  bool killed_ = false;
};

}  // namespace hemiola::plugin
