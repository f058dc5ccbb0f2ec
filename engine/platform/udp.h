// UDP calls that only Linux has.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "platform/platform.h"

namespace hemiola::platform {

// Makes a socket receive only through this network device. False if that is impossible.
inline bool receive_from_device_only(int socket, const std::string& device) {
  return setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, device.c_str(),
                    static_cast<socklen_t>(device.size())) == 0;
}

// Asks the system to report when nobody listens on a port that this socket sends to.
inline void ask_for_refusals(int socket, bool v6) {
  const int on = 1;
  setsockopt(socket, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &on,
             sizeof on);
}

// Gets the next receiver reported by that; false if none. size: capacity, then size used. Never
// waits.
inline bool next_refusal(int socket, sockaddr* receiver, socklen_t& size) noexcept {
  alignas(cmsghdr) char control[512];
  const socklen_t room = size;
  for (;;) {
    msghdr header{};
    header.msg_name = receiver;
    header.msg_namelen = room;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    if (recvmsg(socket, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
    size = header.msg_namelen;
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part))
      if ((part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
          (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR)) {
        // The first field of the kernel's sock_extended_err is the error number.
        std::uint32_t error = 0;
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        if (error == ECONNREFUSED) return true;
      }
  }
}

}  // namespace hemiola::platform
