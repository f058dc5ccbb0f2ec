// Adds HTTP verbs and headers to the answers.
#include "discovery/respond.h"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

namespace hemiola::discovery {

namespace http = boost::beast::http;

namespace {

constexpr const char* kVerbs = "GET, HEAD, OPTIONS";

Answer answer_to(const Request& request, const osc::LastValues& last_values, const HostInfo& host) {
  switch (request.method()) {
    case http::verb::get:
    case http::verb::head:
      return answer({request.target().data(), request.target().size()}, last_values, host);
    case http::verb::options:
      return {204, ""};
    default:
      return {405, "Only GET, HEAD and OPTIONS."};
  }
}

}  // namespace

Response respond(const Request& request, const osc::LastValues& last_values, const HostInfo& host) {
  const Answer made = answer_to(request, last_values, host);
  const bool bare = request.method() == http::verb::head || made.status == 204;
  Response response;
  response.version(request.version());
  response.keep_alive(request.keep_alive());
  response.result(static_cast<unsigned>(made.status));
  response.set(http::field::server, "Hemiola");
  response.set(http::field::access_control_allow_origin, "*");
  if (request.method() == http::verb::options) {
    response.set(http::field::access_control_allow_methods, kVerbs);
    response.set(http::field::access_control_allow_headers, "*");
  }
  if (request.method() == http::verb::options || made.status == 405)
    response.set(http::field::allow, kVerbs);
  if (made.status != 204)
    response.set(http::field::content_type, made.status == 200 ? "application/json" : "text/plain");
  if (!bare) response.body() = made.body;
  response.prepare_payload();
  if (request.method() == http::verb::head) response.content_length(made.body.size());
  return response;
}

}  // namespace hemiola::discovery
