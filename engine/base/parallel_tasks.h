// Several threads that work through numbered tasks.
#pragma once

#include <functional>

namespace hemiola::base {

// Runs work(thread, task) once for each task from 0 to tasks - 1, on `threads` threads numbered
// from 0; tasks begin in order. finished(done) is called in the calling thread, once for each task.
// The first exception, of either, ends all: tasks that were begun are finished, no others begin,
// and it is thrown again here.
void run_tasks(int tasks, int threads, const std::function<void(int thread, int task)>& work,
               const std::function<void(int done)>& finished);

// Threads for so many tasks: the number wanted (0: one per core), and not more than tasks.
int thread_count(int tasks, int wanted = 0);

}  // namespace hemiola::base
