// Handles an HTTP request without a connection: OSCQuery's, or a browser's for the console.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "web/namespace.h"

namespace hemiola::web {

using Request = boost::beast::http::request<boost::beast::http::empty_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

inline constexpr std::uint32_t kMaxHeaderBytes = 8192;

// Browsers, which accept HTML, get the console at the path /, all others OSCQuery's JSON, which
// pages of other sites may read, too, such as control surfaces. Requests under a name that is not
// this machine's are refused.
Response respond(const Request& request, const osc::LastValues& last_values, const HostInfo& host);

// Whether it asks what `hemiola doctor` finds: GET /?DOCTOR, with a token for other machines.
bool wants_doctor(const Request& request);
// What it found; an empty text is told as a failure.
Response findings(const Request& request, const std::string& json);

// A refusal, with a sentence.
Response refuse(const Request& request, int status, const std::string& sentence);

}  // namespace hemiola::web
