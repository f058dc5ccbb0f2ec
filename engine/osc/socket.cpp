// The UDP socket, in POSIX calls.
#include "osc/socket.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
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

constexpr std::size_t kMaxBroadcasts = 2;  // to the network of the address, and to every one

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
  if (address.sin_addr.s_addr != htonl(INADDR_ANY)) hear_broadcasts(address.sin_addr);
}

Socket::~Socket() {
  close(socket_);
  for (const int each : broadcasts_) close(each);
}

// A socket that is bound to one address does not get what is sent to all of its network: phones and
// Arduinos that know no address send that. Where it can't be had, the rest is heard all the same.
void Socket::hear_broadcasts(in_addr own) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return;
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET ||
        each->ifa_netmask == nullptr)
      continue;
    const auto address_of = [](const sockaddr* address) {
      return reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr;
    };
    if (address_of(each->ifa_addr) != own.s_addr) continue;
    open_broadcast("", {own.s_addr | ~address_of(each->ifa_netmask)});
    // To every network: of this one alone.
    if (ntohl(own.s_addr) >> 24 != IN_LOOPBACKNET)
      open_broadcast(each->ifa_name, {INADDR_BROADCAST});
    break;
  }
  freeifaddrs(all);
}

// device: from which alone it hears; empty: any.
void Socket::open_broadcast(const std::string& device, in_addr broadcast) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr = broadcast;
  const int opened = socket(AF_INET, SOCK_DGRAM, 0);
  if (opened < 0) return;
  const bool there = (device.empty() || platform::hear_device_alone(opened, device)) &&
                     bind(opened, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!there) {
    close(opened);
    return;
  }
  platform::keep_from_children(opened);
  broadcasts_.push_back(opened);
}

int Socket::receive(std::span<char> buffer, sockaddr_in& sender,
                    std::chrono::steady_clock::time_point until) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest(60000);  // poll() counts in int
  const auto now = std::chrono::steady_clock::now();
  const auto left =
      until > now + kLongest ? kLongest : std::chrono::ceil<milliseconds>(until - now);
  pollfd wait[3 + kMaxBroadcasts] = {
      {stop_.file(), POLLIN, 0}, {wake_.file(), POLLIN, 0}, {socket_, POLLIN, 0}};
  const std::size_t others = std::min<std::size_t>(broadcasts_.size(), kMaxBroadcasts);
  for (std::size_t i = 0; i < others; ++i) wait[3 + i] = {broadcasts_[i], POLLIN, 0};
  poll(wait, 3 + others, static_cast<int>(std::max(left, milliseconds(0)).count()));
  if (wait[0].revents != 0) return kStopped;
  if (wait[1].revents != 0) wake_.lower();
  for (std::size_t i = 2; i < 3 + others; ++i)
    if ((wait[i].revents & POLLIN) != 0) return receive_from(wait[i].fd, buffer, sender);
  return kNothing;
}

int Socket::receive_from(int socket, std::span<char> buffer, sockaddr_in& sender) noexcept {
  socklen_t size = sizeof sender;
  const ssize_t got = recvfrom(socket, buffer.data(), buffer.size(), MSG_DONTWAIT,
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
