// Converts OSC packets to commands and replies; uses no socket.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "osc/packet.h"
#include "osc/snapshots.h"
#include "osc/table.h"
#include "osc/translator.h"
#include "osc/voice_names.h"
#include "patchbay/patch_bay.h"

namespace hemiola::osc {

// An answer to the sender.
struct Reply {
  enum class Kind { fail, clamped, status, late, pong, subscribed, models };
  Kind kind = Kind::fail;
  std::string address = {};             // fail, clamped, subscribed: the received address
  std::string reason = {};              // fail, clamped: a sentence
  float taken = 0;                      // clamped: the value used instead; subscribed: seconds
  std::vector<std::string> names = {};  // models: the one that plays, then those of the folder
};

// A command, or what to do with a snapshot instead, and its time.
struct Order : patchbay::Command {
  TimeTag time = kNow;
  SnapshotOrder snapshot = {};
};

// Something the OSC server itself does for the sender.
struct Request {
  Action action = Action::unsubscribe;  // a subscription, unsubscribe, model or name
  std::string address = {};             // as received, safe to send back
  int voice = -1;                       // for subscriptions; -1: all
  double rate_hz = 0;                   // for subscriptions
  int port = 0;                         // for subscriptions and unsubscribe; 0: the sender's
  std::string name = {};                // for model and name
};

// The result of parsing a packet.
struct Parsed {
  std::vector<Order> commands = {};
  std::vector<Request> requests = {};
  std::vector<Reply> replies = {};
  bool bad = false;  // malformed, or partly rejected

  // Adds a fail reply; its address is printable and of limited length.
  void refuse(std::string_view address, std::string reason);
};

// Limits for one packet, whatever messages and patterns it contains.
constexpr int kMaxRepliesPerPacket = 64;
constexpr std::size_t kMaxCommandsPerPacket = 4096;

// Parses one packet: a message or a bundle. voices: their names, or their number alone. Never
// throws because of the packet's contents. translator (may be null): converts other programs'
// messages first.
Parsed parse(std::span<const char> packet, const VoiceNames& voices,
             Translator* translator = nullptr,
             Translator::Clock::time_point now = Translator::Clock::now());
// Parses a single message from a packet or another source.
void read_message(const Message& message, const VoiceNames& voices, Parsed& parsed);
// Parses internally created messages: only their commands count, replies and requests are dropped.
void read_made(std::span<const Message> made, const VoiceNames& voices, Parsed& parsed);

}  // namespace hemiola::osc
