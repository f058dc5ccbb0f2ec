// A socket connected to a port of this machine, by IPv4 or IPv6.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>

#include "support/catch.h"

namespace hemiola::tests {

class ConnectedSocket {
 public:
  // type: SOCK_DGRAM or SOCK_STREAM
  ConnectedSocket(int type, int port) : socket_(socket(AF_INET, type, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    join(address);
  }
  ConnectedSocket(int type, int port, const in6_addr& where) : socket_(socket(AF_INET6, type, 0)) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(static_cast<std::uint16_t>(port));
    address.sin6_addr = where;
    join(address);
  }
  ~ConnectedSocket() { close(socket_); }
  ConnectedSocket(const ConnectedSocket&) = delete;
  ConnectedSocket& operator=(const ConnectedSocket&) = delete;

  operator int() const { return socket_; }

 private:
  template <typename Address>
  void join(const Address& address) {
    const timeval limit{.tv_sec = 20, .tv_usec = 0};  // only so that no test hangs
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }

  int socket_;
};

}  // namespace hemiola::tests
