// Runs numbered tasks on several threads.
#pragma once

#include <functional>
#include <limits>

namespace hemiola::base {

// Calls work(thread, task) once for each task from 0 to tasks - 1, on `threads` threads numbered
// from 0; tasks start in order. Calls finished(done) in the calling thread once per task. After the
// first exception from either, running tasks finish, no others start, and it is rethrown.
void run_tasks(int tasks, int threads, const std::function<void(int thread, int task)>& work,
               const std::function<void(int done)>& finished);

// Threads for so many tasks: the number wanted (0: one per core), and not more than tasks.
constexpr int kAnyTasks = std::numeric_limits<int>::max();
int thread_count(int tasks, int wanted = 0);

}  // namespace hemiola::base
