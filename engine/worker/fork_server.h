// The fork server: a process that has loaded all libraries once, and forks a worker on request.
#pragma once

#include <functional>
#include <string>

namespace hemiola::worker {

// LibTorch and its dependencies are 300 libraries: a new process takes 0.8 s until main(), a fork
// some milliseconds. So a dead worker is replaced quickly, and shares the fork server's memory.

// Runs the fork server: reads the plugin's orders (ipc/orders.h) from this socket until it is
// closed, then ends the worker. Each forked worker only runs work(model). Returns the exit status,
// in the fork server and in each worker. Call it while the process has only one thread.
int run_fork_server(int orders, const std::function<int(const std::string& model)>& work);

}  // namespace hemiola::worker
