// Encodes replies as OSC packets.
#pragma once

#include <span>
#include <string>

#include "osc/parse.h"
#include "osc/status.h"

namespace hemiola::osc {

// The bytes of one packet. Counts are sent as int32, for all OSC programs, and stay at its maximum.
std::string encode(const Reply& reply, const Status& status, const Traffic& traffic);
std::string encode(const Loaded& loaded);
std::string encode(const VoiceNames& names);
// Their number, then name, x and y of each snapshot.
std::string encode(std::span<const SnapshotPlace> snapshots);
// The point of the map that is heard.
std::string encode_map(float x, float y);

}  // namespace hemiola::osc
