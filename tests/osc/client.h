// A UDP client for the OSC tests: POSIX calls and oscpack, no code of Hemiola.
#pragma once

#include <string>

#include "support/catch.h"
#include "support/connected_socket.h"
#include "support/packets.h"

namespace hemiola::test {

class Client {
 public:
  explicit Client(int server_port) : socket_(SOCK_DGRAM, server_port) {}
  Client(int server_port, const in6_addr& where) : socket_(SOCK_DGRAM, server_port, where) {}

  // The client's own port.
  int port() const {
    sockaddr_in6 own{};  // fits both address types, whose port is at one offset
    socklen_t size = sizeof own;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    return ntohs(own.sin6_port);
  }
  void send(const std::string& bytes) { (void)!::send(socket_, bytes.data(), bytes.size(), 0); }
  packets::Message receive() {
    char buffer[65536];
    const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
    REQUIRE(size > 0);
    return packets::read({buffer, static_cast<std::size_t>(size)});
  }
  packets::Message ask(const std::string& bytes) {
    send(bytes);
    return receive();
  }
  bool silent() {
    char byte;
    return recv(socket_, &byte, 1, MSG_DONTWAIT) < 0;
  }

 private:
  tests::ConnectedSocket socket_;
};

}  // namespace hemiola::test
