// Starting, watching and ending the worker as a child process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace hemiola::plugin {

// The program to start: named, else HEMIOLA_WORKER, else bin/hemiola in a folder above this plugin,
// else hemiola on the PATH. Throws std::runtime_error that says where it looked.
std::string find_worker(const std::string& named);

// [a thread that lives as long as the child may] Starts arguments[0] with ordinary priority, a
// process group of its own, no signals blocked, and none of the server's files and sockets.
// Throws std::runtime_error with the path and the reason.
pid_t spawn(const std::vector<std::string>& arguments);

// True, once, where the child has ended; how then says it in words.
bool has_ended(pid_t pid, std::string& how);

// SIGTERM, then SIGKILL after the grace; returns when it is gone.
void end(pid_t pid, std::chrono::milliseconds grace);

}  // namespace hemiola::plugin
