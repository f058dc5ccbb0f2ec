// The address table in OSCQuery's form: a JSON tree with a node for each voice, with values.
#pragma once

#include <string>
#include <string_view>

#include "osc/last_values.h"

namespace hemiola::web {

// Where clients should send OSC.
struct HostInfo {
  std::string address;  // as reachable by the client
  int osc_port = 0;     // UDP
  int web_port = 0;     // TCP, for WebSockets
};

struct Answer {
  int status = 200;  // HTTP status
  std::string body;  // JSON if status is 200, else a sentence
};

// Whether the address has a VALUE for each voice.
bool is_readable(const osc::Row& row) noexcept;
// Whether a path is this one, or lies below it. Both without a slash at the end.
bool lies_below(std::string_view path, std::string_view wanted) noexcept;

// Answers one request. target: a path, optionally with ?ATTRIBUTE or ?HOST_INFO. [any thread]
Answer answer(std::string_view target, const osc::LastValues& last_values, const HostInfo& host);

}  // namespace hemiola::web
