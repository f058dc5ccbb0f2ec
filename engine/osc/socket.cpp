// The UDP socket, in POSIX calls.
#include "osc/socket.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  stop_event_ = eventfd(0, EFD_CLOEXEC);
  socklen_t size = sizeof address;
  if (socket_ < 0 || stop_event_ < 0 ||
      bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const int error = errno;
    if (socket_ >= 0) close(socket_);
    if (stop_event_ >= 0) close(stop_event_);
    throw std::runtime_error(name + " can't be opened: " + reason_for(error) + ".");
  }
  port_ = ntohs(address.sin_port);
}

Socket::~Socket() {
  close(socket_);
  close(stop_event_);
}

int Socket::receive(std::span<char> buffer, sockaddr_in& sender,
                    std::chrono::steady_clock::time_point until) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest(60000);  // poll() counts in int
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    const auto left =
        until > now + kLongest ? kLongest : std::chrono::ceil<milliseconds>(until - now);
    pollfd wait[2] = {{socket_, POLLIN, 0}, {stop_event_, POLLIN, 0}};
    poll(wait, 2, static_cast<int>(std::max(left, milliseconds(0)).count()));
    if (wait[1].revents != 0) return kStopped;
    if (wait[0].revents == 0) {
      if (left < kLongest) return kNothing;
      continue;
    }
    socklen_t size = sizeof sender;
    const ssize_t got = recvfrom(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT,
                                 reinterpret_cast<sockaddr*>(&sender), &size);
    if (got >= 0) return static_cast<int>(got);
    // A network that went away must not become a busy loop.
    if (errno != EAGAIN && errno != EINTR) usleep(10000);
  }
}

void Socket::send(const sockaddr_in& receiver, const std::string& packet) noexcept {
  sendto(socket_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&receiver), sizeof receiver);
}

void Socket::stop() noexcept { eventfd_write(stop_event_, 1); }

}  // namespace hemiola::osc
