// What a start asks for, what a worker runs with, and whether the one fits the other.
#pragma once

#include <string>

namespace hemiola::plugin {

// In place of the worker's path: none is started, somebody does that in a terminal.
inline constexpr const char* kByHand = "none";

// Empty and 0: as it runs, or the default where nothing runs. So a start that names nothing never
// ends a worker, or takes away a model, that somebody chose.
struct StartRequest {
  std::string model{};
  float voices = 0;
  float latency_seconds = 0;  // sound to sound
  std::string device{};
  std::string worker{};    // path of the program, or kByHand
  int osc_port = 0;        // this one and no other; -1: no OSC
  int first_osc_port = 0;  // the first that is tried where osc_port is 0
};

struct StartOptions {
  std::string model{};  // empty: the worker's default
  int voices = 8;
  double latency_seconds = 0;  // 0: as short as is sensible
  std::string device = "auto";
  std::string worker{};   // empty: searched
  int osc_port = 57140;   // below 0: no OSC
  int osc_ports = 16;     // so many, from osc_port on, are tried
  int heard_on_port = 0;  // the one that the worker got; 0: none, or not known yet
};

// Why no worker can be started like that, as a sentence; empty where one can.
std::string problem_of(const StartRequest& request);
// Throws std::runtime_error where a path leads to no file.
void check_model(const std::string& path);
// Whether a worker with these options is what was asked for.
bool satisfies(const StartOptions& running, const StartRequest& request);
// What is asked for, and the rest as it runs.
StartOptions options_for(const StartRequest& request, StartOptions running);
// "~" and "~/..." begin with the home of this process's user: the client's may be another machine.
std::string with_home(const std::string& path);

}  // namespace hemiola::plugin
