// One connection of an HTTP client, until it becomes a WebSocket.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "web/connections.h"

namespace hemiola::web {

// [osc thread] Reads and answers requests from this socket.
void serve_http(boost::asio::ip::tcp::socket socket, std::shared_ptr<Connections> all);

}  // namespace hemiola::web
