// Runs independent pieces of a long computation on all cores.
#include "coding/parallel.h"

#include "base/parallel_tasks.h"
#include "model/model.h"

namespace hemiola::coding {

void in_parallel(int count, const std::function<void(int)>& work, const ReportProgress& report,
                 const std::string& what) {
  base::run_tasks(
      count, base::thread_count(count),
      [&](int, int task) {
        model::use_threads(1);
        work(task);
      },
      [&](int done) {
        if (report) report(static_cast<double>(done) / count, what);
      });
}

}  // namespace hemiola::coding
