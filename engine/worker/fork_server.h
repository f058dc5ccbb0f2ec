// The fork server: a process that has loaded every library once, and forks a worker whenever one is
// ordered.
#pragma once

#include <functional>
#include <string>

namespace hemiola::worker {

// LibTorch and what comes with it are 300 libraries: a new process takes 0.8 s until main(), a fork
// of one that is there some milliseconds. So a worker that dies is replaced before the music misses
// it, and the fork server's memory is shared with its worker's.

// Serves the plugin's orders (ipc/orders.h), which come from this socket, until its other end is
// closed; then ends the worker. Returns the exit status, in the fork server and in each worker that
// it forked, which runs work(model) alone. Call it while the process has one thread.
int keep_workers(int orders, const std::function<int(const std::string& model)>& work);

}  // namespace hemiola::worker
