// The address table in OSCQuery's form: a JSON tree with a node for each voice, with values.
#pragma once

#include <string>
#include <string_view>

#include "osc/last_values.h"

namespace hemiola::discovery {

// Where clients should send OSC.
struct HostInfo {
  std::string address;  // as reachable by the client
  int osc_port = 0;
};

struct Answer {
  int status = 200;  // HTTP status
  std::string body;  // JSON if status is 200, else a sentence
};

// Answers one request. target: a path, optionally with ?ATTRIBUTE or ?HOST_INFO. [any thread]
Answer answer(std::string_view target, const osc::LastValues& last_values, const HostInfo& host);

}  // namespace hemiola::discovery
