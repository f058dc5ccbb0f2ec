// Compares and completes the options of a worker.
#include "start_options.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace hemiola::plugin {

std::string problem_of(const StartRequest& request) {
  if (!std::isfinite(request.voices)) return "voices must be a number, such as 8.";
  if (!std::isfinite(request.latency_seconds))
    return "the latency must be a number of seconds, such as 0.08.";
  return {};
}

void check_model(const std::string& path) {
  std::error_code error;
  if (path.find_first_of("./") == std::string::npos) return;  // a built-in name
  if (std::filesystem::is_regular_file(path, error)) return;
  throw std::runtime_error("there is no model file \"" + path +
                           "\". Name one that is there, with its whole path.");
}

bool satisfies(const StartOptions& running, const StartRequest& request) {
  const auto fits = [](const std::string& wanted, const std::string& there) {
    return wanted.empty() || wanted == there;
  };
  const bool port = request.osc_port == 0 || request.osc_port == running.heard_on_port ||
                    (running.osc_ports == 1 && request.osc_port == running.osc_port);
  return fits(request.model, running.model) && fits(request.device, running.device) &&
         fits(request.worker, running.worker) && port &&
         (request.voices < 1 || static_cast<int>(request.voices) == running.voices) &&
         (request.latency_seconds <= 0 ||
          static_cast<double>(request.latency_seconds) == running.latency_seconds);
}

StartOptions options_for(const StartRequest& request, StartOptions running) {
  StartOptions options = std::move(running);
  if (!request.model.empty()) options.model = request.model;
  if (request.voices >= 1) options.voices = static_cast<int>(request.voices);
  if (request.latency_seconds > 0) options.latency_seconds = request.latency_seconds;
  if (!request.device.empty()) options.device = request.device;
  if (!request.worker.empty()) options.worker = request.worker;
  if (request.osc_port != 0) {
    options.osc_port = request.osc_port;
    options.osc_ports = 1;
  } else if (options.heard_on_port != 0) {
    // Keep the port for programs that sent to the previous worker.
    if (options.osc_ports > 1) options.osc_port = options.heard_on_port;
  } else if (request.first_osc_port != 0 && options.osc_ports > 1) {
    options.osc_port = request.first_osc_port;
  }
  options.heard_on_port = 0;
  return options;
}

std::string with_home(const std::string& path) {
  if (!path.starts_with('~') || (path.size() > 1 && path[1] != '/')) return path;
  const char* home = std::getenv("HOME");
  return home != nullptr ? home + path.substr(1) : path;
}

}  // namespace hemiola::plugin
