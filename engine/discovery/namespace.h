// The address table as OSCQuery shows it: a tree of nodes in JSON, one a voice, with values.
#pragma once

#include <string>
#include <string_view>

#include "osc/last_values.h"

namespace hemiola::discovery {

// Where the OSC itself is to be sent.
struct Host {
  std::string address;  // as the asker can reach it
  int osc_port = 0;
};

struct Answer {
  int status = 200;  // HTTP's
  std::string body;  // JSON where status is 200, else a sentence
};

// Answers one request. target: a path of the namespace, with ?ATTRIBUTE or ?HOST_INFO, or without.
Answer answer(std::string_view target, const osc::LastValues& last_values, const Host& host);

}  // namespace hemiola::discovery
