// What must hold for the parsed of any packet; used with random packets and by the fuzzer.
#pragma once

#include <cmath>

#include "osc/parse.h"
#include "osc/reply.h"

namespace hemiola::osc {

inline bool within_bounds(const Order& command, int voices) {
  const bool note = command.verb == patchbay::Verb::note;
  const bool hit = command.verb == patchbay::Verb::hit;
  const bool pitch = note || command.verb == patchbay::Verb::tone;
  const double furthest = command.verb == patchbay::Verb::glide ? 600 : pitch ? 127 : 48;
  return command.voice >= -1 && command.voice < voices && std::isfinite(command.value) &&
         command.weight >= 0 && command.weight <= (note || hit ? 127 : 1) &&
         std::abs(command.value) <= furthest && (!pitch || command.value >= 0);
}

inline bool within_bounds(const Request& request, int voices) {
  return request.voice >= -1 && request.voice < voices && request.rate_hz >= 0 &&
         request.rate_hz <= 1000 && request.port >= 0 && request.port <= 65535 &&
         request.name.find('/') == std::string::npos && !request.name.starts_with('.') &&
         (request.action != Action::model || !request.name.empty()) &&
         (request.name.empty() || request.action == Action::model ||
          request.action == Action::name) &&
         request.address.size() <= 200;
}

inline bool within_bounds(const Parsed& parsed, int voices) {
  bool good = parsed.replies.size() <= kMaxRepliesPerPacket &&
              parsed.commands.size() <= kMaxCommandsPerPacket + 1 &&
              parsed.requests.size() <= kMaxRepliesPerPacket;
  for (const auto& command : parsed.commands) good = good && within_bounds(command, voices);
  for (const auto& request : parsed.requests) good = good && within_bounds(request, voices);
  for (const auto& reply : parsed.replies) {
    const std::string packet = encode(reply, {}, {});
    good = good && packet.size() <= 1024 && packet.size() % 4 == 0;
  }
  return good;
}

}  // namespace hemiola::osc
