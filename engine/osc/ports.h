// The UDP sockets on which one server receives and sends, with Boost.Asio.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "osc/peer.h"

namespace hemiola::osc {

// Another program uses the port. The only error that another port can solve.
struct PortTaken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// All of this is for the OSC thread, except the constructor, port() and addresses().
class Ports {
 public:
  using OnPacket = std::function<void(std::span<const char> packet, const Endpoint& sender)>;

  // bind_address: an IPv4 or IPv6 address, or localhost; loopback and "any" are opened for both.
  // Receives broadcasts to its network, too. port: 0 to 65535; 0 takes any free one. Throws
  // PortTaken or another std::runtime_error, with the address, the reason and a remedy.
  Ports(boost::asio::io_context& context, const std::string& bind_address, int port);
  ~Ports();

  int port() const noexcept { return port_; }
  // Addresses that receive, without broadcasts; the first one is the requested one.
  std::vector<boost::asio::ip::address> addresses() const;

  // From now on on_packet gets each packet, up to 64 kB; on_refusal signals results of refused().
  void listen(OnPacket on_packet, std::function<void()> on_refusal);
  // Sends without waiting; the packet is lost if the network is busy, as UDP permits.
  void send(const Endpoint& receiver, const std::string& packet) noexcept;
  // Gets the next receiver whose machine reported that nobody listens there; false if none.
  bool refused(Endpoint& receiver) noexcept;

 private:
  struct Port;
  Port& open(const Endpoint& endpoint);
  void open_beside(const boost::asio::ip::address& other);
  void open_broadcasts(const boost::asio::ip::address_v4& own);
  void open_broadcast(const std::string& device, const boost::asio::ip::address_v4& address);
  void receive(Port& port);

  boost::asio::io_context& context_;
  std::vector<std::unique_ptr<Port>> ports_;  // at most one per protocol
  std::vector<std::unique_ptr<Port>> broadcasts_;
  int port_ = 0;
  OnPacket on_packet_;
  std::function<void()> on_refusal_;
};

}  // namespace hemiola::osc
