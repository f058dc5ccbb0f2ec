// OSCQuery over HTTP, in a thread of its own: what may be sent to the worker, and what was.
#pragma once

#include <memory>
#include <string>

#include "osc/known.h"

namespace hemiola::discovery {

struct Options {
  int port = 0;  // TCP; 0 takes any free one
  std::string bind_address = "127.0.0.1";
  int osc_port = 0;  // what ?HOST_INFO tells
};

// At most so many connections at once, each closed when it is idle or slow for so long. Whoever
// holds them all keeps others from looking, but neither the worker nor its OSC thread from working.
constexpr int kMostConnections = 16;
constexpr int kPatienceSeconds = 5;

class Server {
 public:
  // Opens the port and starts the thread. Throws std::runtime_error, a sentence with a remedy.
  // known outlives the server.
  Server(const Options& options, const osc::Known& known);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::discovery
