// Runs independent pieces of a long computation on all cores.
#pragma once

#include <functional>
#include <string>

namespace hemiola::coding {

using ReportProgress = std::function<void(double fraction, const std::string& what)>;

// Calls work(0) .. work(count - 1) on all cores, each with one thread for its arithmetic: threads
// that share a convolution mostly wait for each other if other programs run too. Reports from the
// calling thread; rethrows an exception of a call.
void in_parallel(int count, const std::function<void(int)>& work, const ReportProgress& report = {},
                 const std::string& what = {});

}  // namespace hemiola::coding
