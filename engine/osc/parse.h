// OSC packets to commands and replies: bytes in, words out, no socket.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/bay.h"

namespace hemiola::osc {

// What the sender is told.
struct Reply {
  enum class Kind { fail, clamped, status, late, pong };
  Kind kind = Kind::fail;
  std::string address = {};  // fail, clamped: the address that was sent
  std::string reason = {};   // fail, clamped: a sentence
  float taken = 0;           // clamped: the value that was taken instead
};

struct Outcome {
  std::vector<patchbay::Command> commands = {};
  std::vector<Reply> replies = {};
  bool bad = false;  // malformed, or something in it was refused

  // Printable and of bounded length, whatever the sender wrote.
  void refuse(std::string_view address, std::string reason);
};

// A packet of many bad messages is answered at most so often.
constexpr int kMostRepliesAPacket = 64;

// Reads one packet: a message, or a bundle, whose messages take effect at once whatever its time
// tag says. Knows voices 0 to voices - 1. Any bytes will do; never throws for them.
Outcome parse(std::span<const char> packet, int voices);

}  // namespace hemiola::osc
