// Opens and reads UDP sockets.
#include "osc/ports.h"

#include <ifaddrs.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "platform/udp.h"

namespace hemiola::osc {

namespace asio = boost::asio;
using asio::ip::address;
using asio::ip::address_v4;
using asio::ip::address_v6;
using asio::ip::udp;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t kMaxBytes = 65536;
// Prevents a busy loop after a network has failed.
constexpr std::chrono::milliseconds kPause{10};

std::string reason_for(const Error& error) {
  if (error == asio::error::address_in_use)
    return "another program has this port; stop that one, or choose another port (0 takes any "
           "free one)";
  if (error == boost::system::errc::address_not_available)
    return "this machine has no such address; 127.0.0.1 receives from this machine only, 0.0.0.0 "
           "every "
           "network it is on";
  if (error == asio::error::access_denied)
    return "this port is kept for the system; choose one above 1023";
  return error.message();
}

// The addresses to open: the first is required, the second is opened if the machine supports it.
std::vector<address> meant_by(const std::string& bind_address, const std::string& name) {
  if (bind_address == "localhost") return {address_v4::loopback(), address_v6::loopback()};
  Error error;
  const address one = asio::ip::make_address(bind_address, error);
  if (error)
    throw std::runtime_error(name +
                             " can't be opened: write the address as four numbers, such as "
                             "127.0.0.1 (this machine only) or 0.0.0.0 (every network), as IPv6 "
                             "writes it, or localhost.");
  if (one == address_v4::loopback()) return {one, address_v6::loopback()};
  if (one == address_v6::loopback()) return {one, address_v4::loopback()};
  if (one == address_v4::any()) return {one, address_v6::any()};
  if (one == address_v6::any()) return {one, address_v4::any()};
  return {one};
}

}  // namespace

struct Ports::Port {
  explicit Port(asio::io_context& context) : socket(context), pause(context) {}

  udp::socket socket;
  asio::steady_timer pause;
  Endpoint sender;
  std::vector<char> buffer = std::vector<char>(kMaxBytes);
};

Ports::Ports(asio::io_context& context, const std::string& bind_address, int port)
    : context_(context) {
  const std::string name = "The OSC port " + std::to_string(port) + " on " + bind_address;
  if (port < 0 || port > 65535)
    throw std::runtime_error(name + " can't be opened: ports go from 0 (any free one) to 65535.");
  const std::vector<address> addresses = meant_by(bind_address, name);
  try {
    const Port& first = open({addresses[0], static_cast<std::uint16_t>(port)});
    port_ = first.socket.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    const std::string sentence = name + " can't be opened: " + reason_for(error.code()) + ".";
    if (error.code() == asio::error::address_in_use) throw PortTaken(sentence);
    throw std::runtime_error(sentence);
  }
  if (addresses.size() > 1) open_beside(addresses[1]);
  for (const address& each : this->addresses())
    if (each.is_v4() && !each.is_unspecified()) open_broadcasts(each.to_v4());
}

Ports::~Ports() = default;

Ports::Port& Ports::open(const Endpoint& endpoint) {
  auto port = std::make_unique<Port>(context_);
  port->socket.open(endpoint.protocol());
  platform::keep_from_children(port->socket.native_handle());
  const bool v6 = endpoint.address().is_v6();
  if (v6) port->socket.set_option(asio::ip::v6_only(true));
  port->socket.bind(endpoint);
  port->socket.non_blocking(true);
  // Optional: subscriptions also expire.
  platform::ask_for_refusals(port->socket.native_handle(), v6);
  ports_.push_back(std::move(port));
  return *ports_.back();
}

// Failure is ignored: a machine may have no IPv6.
void Ports::open_beside(const address& other) {
  try {
    open({other, static_cast<std::uint16_t>(port_)});
  } catch (const boost::system::system_error&) {
  }
}

std::vector<address> Ports::addresses() const {
  std::vector<address> all;
  for (const auto& port : ports_) all.push_back(port->socket.local_endpoint().address());
  return all;
}

// A socket bound to one address does not receive its network's broadcasts, which phones and
// Arduinos send if they know no address. Failure is ignored.
void Ports::open_broadcasts(const address_v4& own) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return;
  const auto number_of = [](const sockaddr* a) {
    return ntohl(reinterpret_cast<const sockaddr_in*>(a)->sin_addr.s_addr);
  };
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET ||
        each->ifa_netmask == nullptr || number_of(each->ifa_addr) != own.to_uint())
      continue;
    open_broadcast("", address_v4(own.to_uint() | ~number_of(each->ifa_netmask)));
    // 255.255.255.255, only from this network
    if (!own.is_loopback()) open_broadcast(each->ifa_name, address_v4::broadcast());
    break;
  }
  freeifaddrs(all);
}

// device: the only network device to receive from; empty: any.
void Ports::open_broadcast(const std::string& device, const address_v4& broadcast) {
  auto port = std::make_unique<Port>(context_);
  Error error;
  port->socket.open(udp::v4(), error);
  if (error || (!device.empty() &&
                !platform::receive_from_device_only(port->socket.native_handle(), device)))
    return;
  port->socket.bind({broadcast, static_cast<std::uint16_t>(port_)}, error);
  if (error) return;
  platform::keep_from_children(port->socket.native_handle());
  broadcasts_.push_back(std::move(port));
}

void Ports::listen(OnPacket on_packet, std::function<void()> on_refusal) {
  on_packet_ = std::move(on_packet);
  on_refusal_ = std::move(on_refusal);
  for (const auto* each : {&ports_, &broadcasts_})
    for (const auto& port : *each) receive(*port);
}

void Ports::receive(Port& port) {
  const auto received = [this, &port](const Error& error, std::size_t size) {
    if (error == asio::error::operation_aborted) return;
    if (error == asio::error::connection_refused) on_refusal_();
    if (!error) on_packet_({port.buffer.data(), size}, port.sender);
    if (!error || error == asio::error::connection_refused) return receive(port);
    port.pause.expires_after(kPause);
    port.pause.async_wait([this, &port](const Error& stopped) {
      if (!stopped) receive(port);
    });
  };
  port.socket.async_receive_from(asio::buffer(port.buffer), port.sender, received);
}

void Ports::send(const Endpoint& receiver, const std::string& packet) noexcept {
  for (const auto& port : ports_) {
    Error unknown;
    if (port->socket.local_endpoint(unknown).protocol() != receiver.protocol() || unknown) continue;
    const auto attempt = [&] {
      Error error;
      port->socket.send_to(asio::buffer(packet), receiver, 0, error);
      return error;
    };
    // This may report the failure of an earlier packet instead of sending this one, so try again.
    if (const Error error = attempt(); error && error != asio::error::would_block) attempt();
    return;
  }
}

bool Ports::refused(Endpoint& receiver) noexcept {
  for (const auto& port : ports_) {
    socklen_t size = static_cast<socklen_t>(receiver.capacity());
    if (!platform::next_refusal(port->socket.native_handle(), receiver.data(), size)) continue;
    receiver.resize(size);
    return true;
  }
  return false;
}

}  // namespace hemiola::osc
