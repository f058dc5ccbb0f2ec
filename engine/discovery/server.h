// OSCQuery over HTTP, beside OSC in its thread: what may be sent to the worker, and what was.
#pragma once

#include <memory>

#include "osc/server.h"

namespace hemiola::discovery {

// At most so many connections at once, each closed when it is idle or slow for so long. Whoever
// holds them all keeps others from looking, but not from sending OSC.
constexpr int kMaxConnections = 16;
constexpr int kPatienceSeconds = 5;

class Server {
 public:
  // Opens the TCP port (0 takes any free one) at the addresses where OSC is heard. Throws
  // std::runtime_error, a sentence with a remedy. osc outlives the server.
  Server(int port, osc::Server& osc);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept { return port_; }

 private:
  struct State;
  osc::Server& osc_;
  std::shared_ptr<State> state_;
  int port_ = 0;
};

}  // namespace hemiola::discovery
