// Handles an HTTP request of OSCQuery, without a connection.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "discovery/namespace.h"

namespace hemiola::discovery {

using Request = boost::beast::http::request<boost::beast::http::empty_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

inline constexpr std::uint32_t kMaxHeaderBytes = 8192;

// Pages of other sites may read the response, too, such as control surfaces in a browser.
Response respond(const Request& request, const osc::LastValues& last_values, const HostInfo& host);

}  // namespace hemiola::discovery
