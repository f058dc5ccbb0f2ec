// The options that the plugin gives a worker, for workers of the tests.
#pragma once

#include <cstdlib>
#include <string>

#include "worker/worker.h"

namespace hemiola::tests {

// options: what holds if an argument is missing.
inline worker::WorkerOptions read_arguments(int count, char** arguments,
                                            worker::WorkerOptions options = {}) {
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string name = arguments[i];
    const char* value = arguments[i + 1];
    if (name == "--segment") options.segment = value;
    if (name == "--segment-file") options.segment_file = std::atoi(value);
    if (name == "--lifeline") options.lifeline = std::atoi(value);
    if (name == "--parent") options.parent_pid = std::atoi(value);
    if (name == "--model") options.model = value;
    if (name == "--osc-port") options.osc_port = std::atoi(value);
    if (name == "--osc-ports") options.osc_ports = std::atoi(value);
    if (name == "--models") options.models = value;
  }
  return options;
}

}  // namespace hemiola::tests
