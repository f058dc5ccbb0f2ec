// Starts, watches and ends the worker.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace hemiola::plugin {

// Finds the program: `named` if not empty, else HEMIOLA_WORKER, else bin/hemiola in a folder above
// this plugin, else hemiola on the PATH. Throws std::runtime_error that lists these places.
std::string find_worker(const std::string& named);

inline constexpr int kLifeline = 0, kSegmentFile = 3;  // the worker's descriptors

// The worker. For use by one thread, not the audio thread.
class WorkerProcess {
 public:
  WorkerProcess() = default;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess() { end(); }

  bool running() const noexcept { return pid_ > 0; }
  // Call only while none runs. The worker has ordinary priority, its own process group, no blocked
  // signals, and none of the server's files and sockets but the segment. Throws std::runtime_error
  // with the path and the reason.
  void start(const std::vector<std::string>& command, int segment_file);
  // True once after the worker has ended; how: a description of its end.
  bool has_ended(std::string& how);
  void kill() const noexcept;
  // Ends it, gracefully if possible; returns when it is gone.
  void end();

 private:
  void forget();

  pid_t pid_ = 0;
  int lifeline_ = -1;  // closed to end the worker; the system closes it with the server
};

}  // namespace hemiola::plugin
