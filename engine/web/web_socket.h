// One WebSocket: OSC packets in binary frames, OSCQuery's LISTEN and IGNORE in text frames.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/connections.h"
#include "web/respond.h"

namespace hemiola::web {

// Limits of one client: packets as long as by UDP; how many a second, for long and at once; bytes
// that wait for a slow one, after which frames are left out as a busy network loses them.
constexpr std::size_t kMaxMessageBytes = 65536;
constexpr double kMessagesPerSecond = 1000;
constexpr double kMessagesAtOnce = 4000;
constexpr std::size_t kMaxWaitingBytes = 1 << 19;
// How often changed values are looked for.
constexpr int kLookMilliseconds = 33;

// [osc thread] Takes over a connection on which request asked for a WebSocket.
void serve_web_socket(boost::beast::tcp_stream stream, const Request& request, osc::Access access,
                      std::shared_ptr<Connections> all);

// The path that a text frame, {"COMMAND": "LISTEN", "DATA": "/path"}, asks to listen to or to
// ignore.
struct ListenCommand {
  bool listen = false;
  std::string path = {};
};
std::optional<ListenCommand> read_listen_command(std::string_view text);

}  // namespace hemiola::web
