// The HTTP side of OSCQuery, with Boost.Beast.
#include "discovery/server.h"

#include <signal.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "discovery/namespace.h"

namespace hemiola::discovery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::uint32_t kMostHeaderBytes = 8192;

// All connections of one server, counted.
struct Shared {
  const Options options;
  const osc::Known& known;
  int connections = 0;
};

// One connection, alive as long as something of it is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
  }
  ~Connection() { --shared_.connections; }

  void read() {
    request_.emplace();
    request_->header_limit(kMostHeaderBytes);
    request_->body_limit(0);
    stream_.expires_after(std::chrono::seconds(kPatienceSeconds));
    http::async_read(stream_, buffer_, *request_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       if (!error) self->write();
                     });
  }

 private:
  void write() {
    const auto& request = request_->get();
    const bool get = request.method() == http::verb::get,
               head = request.method() == http::verb::head;
    Answer made{405, "Only GET and HEAD."};
    if (get || head)
      made = answer({request.target().data(), request.target().size()}, shared_.known, host());
    response_ = {};
    response_.version(request.version());
    response_.keep_alive(request.keep_alive());
    response_.result(static_cast<unsigned>(made.status));
    response_.set(http::field::server, "Hemiola");
    response_.set(http::field::content_type,
                  made.status == 200 ? "application/json" : "text/plain");
    response_.body() = head ? std::string() : made.body;
    response_.prepare_payload();
    if (head) response_.content_length(made.body.size());
    stream_.expires_after(std::chrono::seconds(kPatienceSeconds));
    http::async_write(stream_, response_, [self = shared_from_this()](Error error, std::size_t) {
      if (!error && self->response_.keep_alive()) return self->read();
      Error ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    });
  }

  // Bound to all networks, the worker is where this connection reached it.
  Host host() {
    Error error;
    const auto here = stream_.socket().local_endpoint(error);
    const bool all = shared_.options.bind_address == "0.0.0.0" && !error;
    return {all ? here.address().to_string() : shared_.options.bind_address,
            shared_.options.osc_port};
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_{2 * kMostHeaderBytes};
  std::optional<http::request_parser<http::empty_body>> request_;
  http::response<http::string_body> response_;
};

}  // namespace

struct Server::State {
  State(const Options& options, const osc::Known& known) : shared{options, known} {
    const auto address = asio::ip::make_address_v4(options.bind_address);
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(options.port));
    acceptor.open(endpoint.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  }

  void accept() {
    acceptor.async_accept([this](Error error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && shared.connections < kMostConnections)
        std::make_shared<Connection>(std::move(socket), shared)->read();
      // Out of file descriptors, say: a moment's rest instead of a busy loop.
      pause.expires_after(std::chrono::milliseconds(error ? 100 : 0));
      pause.async_wait([this](Error stopped) {
        if (!stopped) accept();
      });
    });
  }

  Shared shared;  // before the context, whose end ends the connections
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};
  std::thread thread;
};

Server::Server(const Options& options, const osc::Known& known) {
  try {
    state_ = std::make_unique<State>(options, known);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("The OSCQuery port " + std::to_string(options.port) + " (TCP) on " +
                             options.bind_address + " can't be opened: " + error.code().message() +
                             ". Stop the program that has it, or choose another.");
  }
  state_->accept();
  // Signals belong to the program's main thread: this one is born with all of them blocked.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  state_->thread = std::thread([this] { state_->context.run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Server::~Server() {
  state_->context.stop();
  state_->thread.join();
}

int Server::port() const noexcept {
  Error error;
  return state_->acceptor.local_endpoint(error).port();
}

}  // namespace hemiola::discovery
