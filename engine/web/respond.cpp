// Adds HTTP verbs and headers to the answers.
#include "web/respond.h"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include "web/access.h"
#include "web/console.h"

namespace hemiola::web {

namespace http = boost::beast::http;

namespace {

constexpr const char* kVerbs = "GET, HEAD, OPTIONS";

std::string_view text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

Answer answer_to(const Request& request, const osc::LastValues& last_values, const HostInfo& host) {
  switch (request.method()) {
    case http::verb::get:
    case http::verb::head:
      return answer(text_of(request.target()), last_values, host);
    case http::verb::options:
      return {204, ""};
    default:
      return {405, "Only GET, HEAD and OPTIONS."};
  }
}

bool wants_console(const Request& request) {
  const std::string_view target = text_of(request.target());
  return (request.method() == http::verb::get || request.method() == http::verb::head) &&
         (target == "/" || target.starts_with("/?token=")) &&
         text_of(request[http::field::accept]).find("text/html") != std::string_view::npos;
}

Response begin(const Request& request, int status, const char* type) {
  Response response;
  response.version(request.version());
  response.keep_alive(request.keep_alive());
  response.result(static_cast<unsigned>(status));
  response.set(http::field::server, "Hemiola");
  response.set("X-Content-Type-Options", "nosniff");
  if (status != 204) response.set(http::field::content_type, type);
  return response;
}

Response end(const Request& request, Response response, std::string body) {
  const std::size_t size = body.size();
  const bool bare = request.method() == http::verb::head || response.result_int() == 204;
  if (!bare) response.body() = std::move(body);
  response.prepare_payload();
  if (request.method() == http::verb::head) response.content_length(size);
  return response;
}

// Its script and style are recognised by a number that is new each time; nothing else runs, and
// nothing comes from another place or sends to one.
Response console(const Request& request) {
  const std::string nonce = new_nonce();
  Response response = begin(request, 200, "text/html; charset=utf-8");
  response.set("Content-Security-Policy",
               "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce +
                   "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                   "frame-ancestors 'none'");
  response.set("Referrer-Policy", "no-referrer");
  response.set(http::field::cache_control, "no-store");
  return end(request, std::move(response), console_page(nonce));
}

}  // namespace

bool wants_doctor(const Request& request) {
  const std::string_view target = text_of(request.target());
  // Browsers say whose page asks; one of another site must not keep the processor busy.
  const std::string_view site = text_of(request["Sec-Fetch-Site"]);
  if (!site.empty() && site != "same-origin") return false;
  return request.method() == http::verb::get &&
         (target == "/?DOCTOR" || target.starts_with("/?DOCTOR&")) &&
         names_this_machine(text_of(request[http::field::host]));
}

Response findings(const Request& request, const std::string& json) {
  if (json.empty()) return refuse(request, 503, "The doctor did not answer; try hemiola doctor.");
  return end(request, begin(request, 200, "application/json"), json);
}

Response refuse(const Request& request, int status, const std::string& sentence) {
  return end(request, begin(request, status, "text/plain"), sentence);
}

Response respond(const Request& request, const osc::LastValues& last_values, const HostInfo& host) {
  if (!names_this_machine(text_of(request[http::field::host])))
    return refuse(request, 403, "Ask by this machine's address or name.");
  if (wants_console(request)) return console(request);
  const Answer made = answer_to(request, last_values, host);
  Response response =
      begin(request, made.status, made.status == 200 ? "application/json" : "text/plain");
  response.set(http::field::access_control_allow_origin, "*");
  if (request.method() == http::verb::options) {
    response.set(http::field::access_control_allow_methods, kVerbs);
    response.set(http::field::access_control_allow_headers, "*");
  }
  if (request.method() == http::verb::options || made.status == 405)
    response.set(http::field::allow, kVerbs);
  return end(request, std::move(response), made.body);
}

}  // namespace hemiola::web
