// The UDP socket, in POSIX calls.
#include "osc/socket.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace hemiola::osc {

namespace {

std::string reason_for(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another program has this port; stop that one, or choose another port (0 takes any "
             "free one)";
    case EADDRNOTAVAIL:
      return "this machine has no such address; 127.0.0.1 hears this machine only, 0.0.0.0 every "
             "network it is on";
    case EACCES:
      return "this port is kept for the system; choose one above 1023";
    default:
      return std::generic_category().message(error);
  }
}

}  // namespace

Socket::Socket(const std::string& bind_address, int port) {
  const std::string name = "The OSC port " + std::to_string(port) + " on " + bind_address;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (port < 0 || port > 65535)
    throw std::runtime_error(name + " can't be opened: ports go from 0 (any free one) to 65535.");
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, bind_address.c_str(), &address.sin_addr) != 1)
    throw std::runtime_error(name +
                             " can't be opened: write the address as four numbers, such as "
                             "127.0.0.1 (this machine only) or 0.0.0.0 (every network).");
  socket_ = socket(AF_INET, SOCK_DGRAM, 0);
  socklen_t size = sizeof address;
  if (socket_ < 0 || !stop_.good() || !wake_.good() ||
      bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const int error = errno;
    if (socket_ >= 0) close(socket_);
    const std::string sentence = name + " can't be opened: " + reason_for(error) + ".";
    if (error == EADDRINUSE) throw PortTaken(sentence);
    throw std::runtime_error(sentence);
  }
  platform::keep_from_children(socket_);
  // Not fatal where it is missing: subscriptions end in time anyway.
  platform::ask_for_refusals(socket_);
  port_ = ntohs(address.sin_port);
}

Socket::~Socket() { close(socket_); }

int Socket::receive(std::span<char> buffer, sockaddr_in& sender,
                    std::chrono::steady_clock::time_point until) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest(60000);  // poll() counts in int
  const auto now = std::chrono::steady_clock::now();
  const auto left =
      until > now + kLongest ? kLongest : std::chrono::ceil<milliseconds>(until - now);
  pollfd wait[3] = {{socket_, POLLIN, 0}, {stop_.file(), POLLIN, 0}, {wake_.file(), POLLIN, 0}};
  poll(wait, 3, static_cast<int>(std::max(left, milliseconds(0)).count()));
  if (wait[1].revents != 0) return kStopped;
  if (wait[2].revents != 0) wake_.lower();
  if ((wait[0].revents & POLLIN) == 0) return kNothing;
  socklen_t size = sizeof sender;
  const ssize_t got = recvfrom(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT,
                               reinterpret_cast<sockaddr*>(&sender), &size);
  if (got >= 0) return static_cast<int>(got);
  // A network that went away must not become a busy loop.
  if (errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) usleep(10000);
  return kNothing;
}

void Socket::send(const sockaddr_in& receiver, const std::string& packet) noexcept {
  const auto attempt = [&] {
    return sendto(socket_, packet.data(), packet.size(), MSG_DONTWAIT | platform::kNoSignal,
                  reinterpret_cast<const sockaddr*>(&receiver), sizeof receiver);
  };
  // An earlier packet's refusal is reported here, instead of sending this one.
  if (attempt() < 0 && errno != EAGAIN) attempt();
}

bool Socket::refused(sockaddr_in& receiver) noexcept {
  return platform::next_refusal(socket_, receiver);
}

void Socket::stop() noexcept { stop_.raise(); }

void Socket::wake() noexcept { wake_.raise(); }

}  // namespace hemiola::osc
