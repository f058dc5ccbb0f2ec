// The UDP sockets at which one server hears and from which it sends, with Boost.Asio.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace hemiola::osc {

using Endpoint = boost::asio::ip::udp::endpoint;

// Another program has the port: the one error that another port mends.
struct PortTaken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// [osc thread] All of it but for the constructor, port() and addresses().
class Ports {
 public:
  using Hear = std::function<void(std::span<const char> packet, const Endpoint& sender)>;

  // bind_address: an IPv4 or IPv6 address, or localhost. What is broadcast to its network is heard
  // too; this machine and all networks are heard by IPv4 and by IPv6. port 0 takes any free one.
  // Throws PortTaken or another std::runtime_error, with the address, the reason and what to do.
  Ports(boost::asio::io_context& context, const std::string& bind_address, int port);
  ~Ports();

  int port() const noexcept { return port_; }
  // Where they hear, without broadcasts; the first one is the one that was asked for.
  std::vector<boost::asio::ip::address> addresses() const;

  // From now on, hear gets each packet, of 64 kB at most, and refused is told when refused() has
  // something to tell.
  void listen(Hear hear, std::function<void()> refused);
  // Sends if it can be sent at once; a full network drops it, as UDP may.
  void send(const Endpoint& receiver, const std::string& packet) noexcept;
  // The next receiver whose machine says that nobody listens on that port; false where there is
  // none.
  bool refused(Endpoint& receiver) noexcept;

 private:
  struct Port;
  Port& open(const Endpoint& endpoint);
  void open_beside(const boost::asio::ip::address& other);
  void hear_broadcasts(const boost::asio::ip::address_v4& own);
  void open_broadcast(const std::string& device, const boost::asio::ip::address_v4& address);
  void receive(Port& port);

  boost::asio::io_context& context_;
  std::vector<std::unique_ptr<Port>> ports_;  // of one protocol each
  std::vector<std::unique_ptr<Port>> broadcasts_;
  int port_ = 0;
  Hear hear_;
  std::function<void()> told_refusal_;
};

}  // namespace hemiola::osc
