// Fuzzes OSCQuery: any bytes as a request, and any bytes as its target.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "discovery/respond.h"

namespace {

using namespace hemiola;
namespace http = boost::beast::http;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const osc::LastValues last_values(2);
  const discovery::HostInfo host{"::1", 57140};
  const auto answer =
      discovery::answer({reinterpret_cast<const char*>(data), size}, last_values, host);
  check(answer.status != 200 || nlohmann::json::accept(answer.body));
  http::request_parser<http::empty_body> parser;
  parser.header_limit(discovery::kMaxHeaderBytes);
  parser.body_limit(0);
  boost::system::error_code error;
  for (std::size_t at = 0; at < size && !error && !parser.is_done();)
    at += parser.put(boost::asio::const_buffer(data + at, size - at), error);
  if (error || !parser.is_done()) return 0;
  const discovery::Response response = discovery::respond(parser.get(), last_values, host);
  check(response.result_int() == 200 || response.result_int() == 204 ||
        (response.result_int() >= 400 && response.result_int() < 500));
  check(response.result_int() != 200 || parser.get().method() == http::verb::head ||
        nlohmann::json::accept(response.body()));
  check(response.body().size() < 1 << 20);
  return 0;
}
