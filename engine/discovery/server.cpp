// The HTTP server of OSCQuery, with Boost.Beast.
#include "discovery/server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>

#include "discovery/respond.h"
#include "platform/platform.h"

namespace hemiola::discovery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
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

// One connection; exists while one of its operations is pending.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, osc::Server& osc, std::shared_ptr<std::set<Connection*>> all)
      : stream_(std::move(socket)), osc_(osc), all_(std::move(all)) {
    all_->insert(this);
  }
  ~Connection() { all_->erase(this); }

  void read() {
    request_.emplace();
    request_->header_limit(kMaxHeaderBytes);
    request_->body_limit(0);
    stream_.expires_after(std::chrono::seconds(kPatienceSeconds));
    http::async_read(stream_, buffer_, *request_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       if (!error) self->write();
                     });
  }
  void close() { stream_.close(); }

 private:
  void write() {
    response_ = respond(request_->get(), osc_.last_values(), host());
    stream_.expires_after(std::chrono::seconds(kPatienceSeconds));
    http::async_write(stream_, response_, [self = shared_from_this()](Error error, std::size_t) {
      if (!error && self->response_.keep_alive()) return self->read();
      Error ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    });
  }

  // OSC is received at the address of this connection.
  HostInfo host() {
    Error error;
    const auto here = stream_.socket().local_endpoint(error);
    return {error ? std::string() : here.address().to_string(), osc_.port()};
  }

  beast::tcp_stream stream_;
  osc::Server& osc_;
  std::shared_ptr<std::set<Connection*>> all_;
  beast::flat_buffer buffer_{2 * kMaxHeaderBytes};
  std::optional<http::request_parser<http::empty_body>> request_;
  Response response_;
};

}  // namespace

// [osc thread] All but open(). Kept alive by pending operations: close() ends them all.
struct Server::State : std::enable_shared_from_this<State> {
  explicit State(osc::Server& osc) : osc(osc) {}

  void open(const asio::ip::address& address, int port);
  void open_beside(const asio::ip::address& address, int port);
  void accept(Listener& listener);
  void close();

  osc::Server& osc;
  bool closed = false;
  std::vector<std::unique_ptr<Listener>> listeners;
  // Shared with the connections, as one may end last.
  std::shared_ptr<std::set<Connection*>> connections = std::make_shared<std::set<Connection*>>();
};

void Server::State::open(const asio::ip::address& address, int port) {
  listeners.push_back(std::make_unique<Listener>(
      osc.context(), tcp::endpoint(address, static_cast<unsigned short>(port))));
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
        if (self->closed) return;
        const auto count = static_cast<int>(self->connections->size());
        if (!error && count < kMaxConnections)
          std::make_shared<Connection>(std::move(socket), self->osc, self->connections)->read();
        // For example, no file descriptors left: wait instead of a busy loop.
        listener.pause.expires_after(std::chrono::milliseconds(error ? 100 : 0));
        listener.pause.async_wait([self, &listener](Error) {
          if (!self->closed) self->accept(listener);
        });
      });
}

void Server::State::close() {
  closed = true;
  for (const auto& listener : listeners) {
    Error ignored;
    listener->acceptor.close(ignored);
    listener->pause.cancel();
  }
  for (Connection* each : *connections) each->close();
}

Server::Server(int port, osc::Server& osc) : osc_(osc), state_(std::make_shared<State>(osc)) {
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
}

Server::~Server() {
  osc_.in_thread([this] { state_->close(); });
}

}  // namespace hemiola::discovery
