// A UDP client for the OSC tests: POSIX calls and oscpack, nothing of ours.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>

#include "packets.h"

namespace hemiola::test {

class Client {
 public:
  explicit Client(int server_port) : socket_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server_port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    join(address);
  }
  // By IPv6.
  Client(int server_port, const in6_addr& where) : socket_(socket(AF_INET6, SOCK_DGRAM, 0)) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(static_cast<std::uint16_t>(server_port));
    address.sin6_addr = where;
    join(address);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Its own port.
  int port() const {
    sockaddr_in6 own{};  // as large as either kind; the port lies at the same place
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
  template <typename Address>
  void join(const Address& address) {
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  int socket_;
};

}  // namespace hemiola::test
