// Who sends packets and gets replies: a UDP address, or a connection of another transport.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <string_view>

namespace hemiola::osc {

using Endpoint = boost::asio::ip::udp::endpoint;

struct Peer {
  Endpoint address = {};         // UDP; unused for a connection
  std::uint64_t connection = 0;  // as Server::connect() numbered it; 0: UDP

  Peer() = default;
  Peer(const Endpoint& address) : address(address) {}
  explicit Peer(std::uint64_t connection) : connection(connection) {}

  bool is_connection() const noexcept { return connection != 0; }
  bool operator==(const Peer&) const = default;

  // Tells peers apart: by address and port, or by connection.
  std::size_t hash() const noexcept {
    if (is_connection()) return std::hash<std::uint64_t>{}(connection);
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(address.data()), address.size()});
  }
};

}  // namespace hemiola::osc
