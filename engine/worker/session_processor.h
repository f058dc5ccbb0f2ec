// The processor used in production: loads a model and runs its frames in a session.
#pragma once

#include <memory>
#include <string>

#include "worker/processor.h"

namespace hemiola::worker {

// Loads a model, allocates and warms up, which may take seconds. [loader thread] threads: maximum
// for one frame. Throws std::runtime_error with the path and the reason.
std::unique_ptr<Processor> load_session(const std::string& model_path, const std::string& device,
                                        double sample_rate, int voices, int threads);

}  // namespace hemiola::worker
