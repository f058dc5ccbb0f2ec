// Asks for OSCQuery's HOST_INFO.
#include "web/find.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

namespace hemiola::web {

namespace beast = boost::beast;
namespace http = beast::http;
using Error = boost::system::error_code;

bool worker_answers(int port) {
  boost::asio::io_context context;
  beast::tcp_stream stream(context);
  http::request<http::empty_body> request{http::verb::get, "/?HOST_INFO", 11};
  request.set(http::field::host, "localhost");
  http::response<http::string_body> response;
  beast::flat_buffer buffer;
  // Only asynchronous operations have a time limit.
  const auto loopback = boost::asio::ip::address_v4::loopback();
  bool answered = false;
  stream.expires_after(std::chrono::seconds(1));
  stream.async_connect({loopback, static_cast<unsigned short>(port)}, [&](Error error) {
    if (error) return;
    http::async_write(stream, request, [&](Error failed, std::size_t) {
      if (failed) return;
      http::async_read(stream, buffer, response,
                       [&](Error unread, std::size_t) { answered = !unread; });
    });
  });
  context.run();
  if (!answered) return false;
  const auto info = nlohmann::json::parse(response.body(), nullptr, false);
  return info.is_object() && info.value("NAME", "") == "Hemiola";
}

}  // namespace hemiola::web
