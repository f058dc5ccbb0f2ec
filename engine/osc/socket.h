// A UDP socket that can be waited on and told to stop.
#pragma once

#include <netinet/in.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/platform.h"

namespace hemiola::osc {

// Another program has the port: the one error that another port mends.
struct PortTaken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Socket {
 public:
  // bind_address: four numbers with dots; what is broadcast to its network is heard too. port 0
  // takes any free one. Throws PortTaken or another std::runtime_error, with the address, the
  // reason and what to do.
  Socket(const std::string& bind_address, int port);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int port() const noexcept { return port_; }

  static constexpr int kStopped = -1, kNothing = -2;
  // Waits for a packet and returns its size; kNothing where none came until then, wake() was called
  // or refused() has something to tell; kStopped once stop() was called. Reads 64 kB at most.
  int receive(std::span<char> buffer, sockaddr_in& sender,
              std::chrono::steady_clock::time_point until) noexcept;
  // Sends if it can be sent at once; a full network drops it, as UDP may.
  void send(const sockaddr_in& receiver, const std::string& packet) noexcept;
  // The next receiver whose machine says that nobody listens on that port; false where there is
  // none.
  bool refused(sockaddr_in& receiver) noexcept;
  // [any thread] Never waits. Ends the wait for good, or once.
  void stop() noexcept;
  void wake() noexcept;

 private:
  void hear_broadcasts(in_addr own);
  void open_broadcast(const std::string& device, in_addr address);
  int receive_from(int socket, std::span<char> buffer, sockaddr_in& sender) noexcept;

  int socket_ = -1;
  std::vector<int> broadcasts_;  // sockets
  platform::Flag stop_, wake_;
  int port_ = 0;
};

}  // namespace hemiola::osc
