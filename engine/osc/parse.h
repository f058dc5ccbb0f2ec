// OSC packets to commands and replies: bytes in, words out, no socket.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "osc/packet.h"
#include "osc/table.h"
#include "osc/translator.h"
#include "patchbay/patch_bay.h"

namespace hemiola::osc {

// What the sender is told.
struct Reply {
  enum class Kind { fail, clamped, status, late, pong, subscribed };
  Kind kind = Kind::fail;
  std::string address = {};  // fail, clamped, subscribed: the address that was sent
  std::string reason = {};   // fail, clamped: a sentence
  float taken = 0;           // clamped: the value that was taken instead; subscribed: seconds
};

// A command and when it is due.
struct Order : patchbay::Command {
  TimeTag time = kNow;
};

// What the server itself does for the sender.
struct Request {
  Action action = Action::unsubscribe;  // a subscription, unsubscribe or model
  std::string address = {};             // as it was sent, fit to be sent back
  int voice = -1;                       // of subscriptions; -1 means all
  double rate_hz = 0;                   // of subscriptions
  int port = 0;                         // of these and unsubscribe; 0 means the sender's
  std::string name = {};                // of model
};

struct Outcome {
  std::vector<Order> commands = {};
  std::vector<Request> requests = {};
  std::vector<Reply> replies = {};
  bool bad = false;  // malformed, or something in it was refused

  // Printable and of bounded length, whatever the sender wrote.
  void refuse(std::string_view address, std::string reason);
};

// A packet of many bad messages is answered at most so often, and makes at most so many commands,
// whatever patterns it is full of.
constexpr int kMaxRepliesAPacket = 64;
constexpr std::size_t kMaxCommandsAPacket = 4096;

// Reads one packet: a message, or a bundle. Knows voices 0 to voices - 1. Any bytes will do; never
// throws for them. What the translator knows, if there is one, is read as it says.
Outcome parse(std::span<const char> packet, int voices, Translator* translator = nullptr,
              Translator::Clock::time_point now = Translator::Clock::now());
// Reads one message that was a packet's, or that somebody made up.
void read_message(const Message& message, int voices, Outcome& outcome);
// Reads messages that nobody sent: they command, and there is nobody to be answered.
void read_made(std::span<const Message> made, int voices, Outcome& outcome);

}  // namespace hemiola::osc
