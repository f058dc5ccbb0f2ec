// The session behind the loop: loads a model and runs its frames.
#pragma once

#include <memory>
#include <string>

#include "worker/processor.h"

namespace hemiola::worker {

// May take seconds: loads, allocates and warms up. Throws std::runtime_error with the path and the
// reason.
std::unique_ptr<Processor> load_session(const std::string& model_path, const std::string& device,
                                        double sample_rate, int voices, int threads);

}  // namespace hemiola::worker
