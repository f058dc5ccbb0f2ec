// OSCQuery over HTTP, in the OSC thread: shows the addresses of the worker and their values.
#pragma once

#include <memory>

#include "osc/server.h"

namespace hemiola::discovery {

// Maximum number of connections, and the time after which an idle or slow one is closed. If all are
// in use, other clients can't query, but can still send OSC.
constexpr int kMaxConnections = 16;
constexpr int kPatienceSeconds = 5;

// Create and destroy it in any thread but the OSC thread, in which it runs.
class Server {
 public:
  // Opens the TCP port (0: any free one) at the addresses that receive OSC. Throws
  // std::runtime_error with a sentence that includes a remedy. osc must outlive this server.
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
