// Listens on the HTTP port and accepts connections.
#include "web/server.h"

#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "platform/platform.h"
#include "web/http.h"

namespace hemiola::web {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

// The listening socket of one address.
struct Listener {
  Listener(asio::io_context& context, const tcp::endpoint& endpoint)
      : acceptor(context), pause(context) {
    acceptor.open(endpoint.protocol());
    platform::keep_from_children(acceptor.native_handle());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  }

  tcp::acceptor acceptor;
  asio::steady_timer pause;
};

}  // namespace

// [osc thread] All but open(). Kept alive by pending operations: close() ends them all.
struct Server::State : std::enable_shared_from_this<State> {
  State(osc::Server& osc, std::string token)
      : connections(std::make_shared<Connections>(Connections{osc, std::move(token)})) {}

  void open(const asio::ip::address& address, int port);
  void open_beside(const asio::ip::address& address, int port);
  void accept(Listener& listener);
  void close();

  std::shared_ptr<Connections> connections;
  std::vector<std::unique_ptr<Listener>> listeners;
};

void Server::State::open(const asio::ip::address& address, int port) {
  listeners.push_back(std::make_unique<Listener>(
      connections->osc.context(), tcp::endpoint(address, static_cast<unsigned short>(port))));
}

// Failure is ignored: then this address has OSC only.
void Server::State::open_beside(const asio::ip::address& address, int port) {
  try {
    open(address, port);
  } catch (const boost::system::system_error&) {
  }
}

void Server::State::accept(Listener& listener) {
  listener.acceptor.async_accept(
      [self = shared_from_this(), &listener](Error error, tcp::socket socket) {
        Connections& connections = *self->connections;
        if (connections.closed) return;
        if (!error && connections.http.size() < kMaxHttp) {
          platform::keep_from_children(socket.native_handle());
          serve_http(std::move(socket), self->connections);
        }
        // For example, no file descriptors left: wait instead of a busy loop.
        listener.pause.expires_after(std::chrono::milliseconds(error ? 100 : 0));
        listener.pause.async_wait([self, &listener](Error) {
          if (!self->connections->closed) self->accept(listener);
        });
      });
}

void Server::State::close() {
  connections->closed = true;
  for (const auto& listener : listeners) {
    Error ignored;
    listener->acceptor.close(ignored);
    listener->pause.cancel();
  }
  for (const auto* each : {&connections->http, &connections->web_sockets})
    for (Connection* connection : *each) connection->close();
}

Server::Server(int port, osc::Server& osc, std::string token)
    : osc_(osc), state_(std::make_shared<State>(osc, std::move(token))) {
  const auto addresses = osc.addresses();
  try {
    state_->open(addresses[0], port);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("The OSCQuery port " + std::to_string(port) + " (TCP) on " +
                             addresses[0].to_string() +
                             " can't be opened: " + error.code().message() +
                             ". Stop the program that has it, or choose another.");
  }
  port_ = state_->listeners[0]->acceptor.local_endpoint().port();
  if (addresses.size() > 1) state_->open_beside(addresses[1], port_);
  osc_.in_thread([this] {
    for (const auto& listener : state_->listeners) state_->accept(*listener);
  });
  if (!addresses[0].is_loopback())
    announcement_ =
        std::make_unique<Announcement>("Hemiola on " + asio::ip::host_name(), osc_.port(), port_);
}

Server::~Server() {
  osc_.in_thread([this] { state_->close(); });
}

}  // namespace hemiola::web
