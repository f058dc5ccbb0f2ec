// Options requested by a start, options of a running worker, and their comparison.
// All functions: any thread but the audio thread.
#pragma once

#include <string>

namespace hemiola::plugin {

// Used as the worker's path: the plugin starts none; a user starts it in a terminal.
inline constexpr const char* kByHand = "none";

// Options of /hemiola/start. Empty or 0 means: as it runs, or the default if nothing runs. So a
// start without options never ends a worker or replaces a model.
struct StartRequest {
  std::string model{};
  float voices = 0;
  float latency_seconds = 0;  // input to output
  std::string device{};
  std::string worker{};    // path of the program, or kByHand
  int osc_port = 0;        // exactly this port; -1: no OSC
  int first_osc_port = 0;  // the first port tried if osc_port is 0
};

// Options that a worker runs with.
struct StartOptions {
  std::string model{};  // empty: the worker's default
  int voices = 8;
  double latency_seconds = 0;  // 0: as short as practical
  std::string device = "auto";
  std::string worker{};   // empty: search for it
  int osc_port = 57140;   // below 0: no OSC
  int osc_ports = 16;     // number of ports tried, from osc_port on
  int heard_on_port = 0;  // the port that the worker got; 0: none, or not known yet
};

// Why this request is invalid, as a sentence; empty if it is valid.
std::string problem_of(const StartRequest& request);
// Throws std::runtime_error if the path leads to no file.
void check_model(const std::string& path);
// Whether a worker with these options fulfils the request.
bool satisfies(const StartOptions& running, const StartRequest& request);
// The requested options, completed with those of the running worker.
StartOptions options_for(const StartRequest& request, StartOptions running);
// Expands "~" and "~/..." to this process's user's home: the client may run on another machine.
std::string with_home(const std::string& path);

}  // namespace hemiola::plugin
