// The UDP socket, in POSIX calls.
#include "osc/socket.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
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
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  stop_event_ = eventfd(0, EFD_CLOEXEC);
  wake_event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  socklen_t size = sizeof address;
  if (socket_ < 0 || stop_event_ < 0 || wake_event_ < 0 ||
      bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const int error = errno;
    for (const int file : {socket_, stop_event_, wake_event_})
      if (file >= 0) close(file);
    throw std::runtime_error(name + " can't be opened: " + reason_for(error) + ".");
  }
  // Not fatal where it is missing: subscriptions end in time anyway.
  const int on = 1;
  setsockopt(socket_, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  port_ = ntohs(address.sin_port);
}

Socket::~Socket() {
  close(socket_);
  close(stop_event_);
  close(wake_event_);
}

int Socket::receive(std::span<char> buffer, sockaddr_in& sender,
                    std::chrono::steady_clock::time_point until) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest(60000);  // poll() counts in int
  const auto now = std::chrono::steady_clock::now();
  const auto left =
      until > now + kLongest ? kLongest : std::chrono::ceil<milliseconds>(until - now);
  pollfd wait[3] = {{socket_, POLLIN, 0}, {stop_event_, POLLIN, 0}, {wake_event_, POLLIN, 0}};
  poll(wait, 3, static_cast<int>(std::max(left, milliseconds(0)).count()));
  if (wait[1].revents != 0) return kStopped;
  eventfd_t times;
  if (wait[2].revents != 0) eventfd_read(wake_event_, &times);
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
    return sendto(socket_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&receiver), sizeof receiver);
  };
  // An earlier packet's refusal is reported here, instead of sending this one.
  if (attempt() < 0 && errno != EAGAIN) attempt();
}

bool Socket::refused(sockaddr_in& receiver) noexcept {
  alignas(cmsghdr) char control[256];
  for (;;) {
    msghdr header{};
    header.msg_name = &receiver;
    header.msg_namelen = sizeof receiver;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    if (recvmsg(socket_, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part))
      if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) {
        // The first field of the kernel's sock_extended_err, the error's number.
        std::uint32_t error = 0;
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        if (error == ECONNREFUSED) return true;
      }
  }
}

void Socket::stop() noexcept { eventfd_write(stop_event_, 1); }

void Socket::wake() noexcept { eventfd_write(wake_event_, 1); }

}  // namespace hemiola::osc
