// Fuzzes the HTTP port: any bytes as a request, as its target, host, origin, and WebSocket text.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "web/access.h"
#include "web/listened.h"
#include "web/respond.h"
#include "web/web_socket.h"

namespace {

using namespace hemiola;
namespace http = boost::beast::http;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const osc::LastValues last_values(2);
  const web::HostInfo host{"::1", 57140, 57140};
  const auto answer = web::answer({reinterpret_cast<const char*>(data), size}, last_values, host);
  check(answer.status != 200 || nlohmann::json::accept(answer.body));
  http::request_parser<http::empty_body> parser;
  parser.header_limit(web::kMaxHeaderBytes);
  parser.body_limit(0);
  boost::system::error_code error;
  for (std::size_t at = 0; at < size && !error && !parser.is_done();)
    at += parser.put(boost::asio::const_buffer(data + at, size - at), error);
  if (error || !parser.is_done()) return 0;
  const web::Response response = web::respond(parser.get(), last_values, host);
  check(response.result_int() == 200 || response.result_int() == 204 ||
        (response.result_int() >= 400 && response.result_int() < 500));
  check(response.result_int() != 200 || parser.get().method() == http::verb::head ||
        nlohmann::json::accept(response.body()) || response.body().starts_with("<!doctype html>"));
  check(response.body().size() < 1 << 20);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  web::read_listen_command(text);
  web::Listened listened(last_values);
  check(listened.add(text) == !listened.empty());
  check(listened.changes().empty() == listened.empty());
  web::names_this_machine(text);
  web::origin_may_connect(text, "localhost:57140");
  check(web::access_of(text, boost::asio::ip::make_address("192.0.2.1"), "") == osc::Access::view);
  return 0;
}
