// The HTTP port, in the OSC thread: OSCQuery, WebSockets, and the console.
#pragma once

#include <memory>
#include <string>

#include "osc/server.h"
#include "web/announcement.h"

namespace hemiola::web {

// Create and destroy it in any thread but the OSC thread, in which it runs.
class Server {
 public:
  // Opens the TCP port (0: any free one) at the addresses that receive OSC. token: with it clients
  // on other machines may play; empty: they only look. Throws std::runtime_error with a sentence
  // that includes a remedy. osc must outlive this server. Other machines can find it by mDNS if
  // they can reach it.
  Server(int port, osc::Server& osc, std::string token = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept { return port_; }

 private:
  struct State;
  osc::Server& osc_;
  std::shared_ptr<State> state_;
  int port_ = 0;
  std::unique_ptr<Announcement> announcement_;
};

}  // namespace hemiola::web
