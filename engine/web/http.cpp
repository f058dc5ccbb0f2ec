// Reads HTTP requests with Boost.Beast.
#include "web/http.h"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <optional>

#include "web/access.h"
#include "web/doctor.h"
#include "web/respond.h"
#include "web/web_socket.h"

namespace hemiola::web {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

// Exists while one of its operations is pending.
class HttpConnection : public Registered, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(tcp::socket socket, std::shared_ptr<Connections> all)
      : Registered(std::move(all), &Connections::http), stream_(std::move(socket)) {}

  void read() {
    request_.emplace();
    request_->header_limit(kMaxHeaderBytes);
    request_->body_limit(0);
    stream_.expires_after(std::chrono::seconds(kPatienceSeconds));
    http::async_read(stream_, buffer_, *request_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       if (!error) self->answer();
                     });
  }
  void close() override { stream_.close(); }

 private:
  void answer() {
    const Request& request = request_->get();
    if (wants_doctor(request)) return visit_doctor(request);
    if (!beast::websocket::is_upgrade(request))
      return write(respond(request, all().osc.last_values(), host()));
    const auto field = [&](http::field name) {
      const auto text = request[name];
      return std::string_view(text.data(), text.size());
    };
    if (!names_this_machine(field(http::field::host)) ||
        !origin_may_connect(field(http::field::origin), field(http::field::host)))
      return write(refuse(request, 403, "A page of another site may not play here."));
    const osc::Access may = access(request);  // before the stream is moved
    if (!has_room(all().web_sockets.size(), all().viewers, may))
      return write(refuse(request, 503, "All WebSockets are in use; close one of the pages."));
    serve_web_socket(std::move(stream_), request, may, shared());
  }

  osc::Access access(const Request& request) {
    Error error;
    const auto client = stream_.socket().remote_endpoint(error);
    const auto here = stream_.socket().local_endpoint(error);
    if (error) return osc::Access::view;
    // A client of this machine that came by its address on a network.
    if (client.address() == here.address()) return osc::Access::full;
    return access_of({request.target().data(), request.target().size()}, client.address(),
                     all().token);
  }

  // What it finds names folders of this machine: for those who may play. No page of another site
  // can read it, as there is no CORS header.
  void visit_doctor(const Request& request) {
    if (access(request) != osc::Access::full)
      return write(refuse(request, 403, "Open the link with the token, which the worker prints."));
    const auto take = [self = shared_from_this()](const std::string& json) {
      self->write(findings(self->request_->get(), json));
    };
    if (!ask_doctor(all().osc.context(), take))
      write(refuse(request, 503, "The doctor is busy, or can't be called; try hemiola doctor."));
  }

  void write(Response response) {
    response_ = std::move(response);
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
    if (error) return {"", all().osc.port(), 0};
    return {here.address().to_string(), all().osc.port(), here.port()};
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{2 * kMaxHeaderBytes};
  std::optional<http::request_parser<http::empty_body>> request_;
  Response response_;
};

}  // namespace

void serve_http(tcp::socket socket, std::shared_ptr<Connections> all) {
  std::make_shared<HttpConnection>(std::move(socket), std::move(all))->read();
}

}  // namespace hemiola::web
