// A hook in front of the address table: what turns others' messages into ours, and time into both.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "osc/packet.h"

namespace hemiola::osc {

// Everything here is called in the OSC thread.
class Translator {
 public:
  using Clock = std::chrono::steady_clock;

  struct Translation {
    std::vector<Message> made = {};         // of our own, due when the message was
    std::vector<std::string> refused = {};  // why it could not be taken: sentences
  };

  virtual ~Translator() = default;
  // What others' message becomes; nothing where it is not known and is for the table as it is.
  virtual std::optional<Translation> translate(const Message& message, Clock::time_point now) = 0;
  // The messages that are due without anybody having sent something.
  virtual std::vector<Message> due(Clock::time_point now) = 0;
  // When due() wants to be asked again.
  virtual Clock::time_point next_due() const = 0;
};

}  // namespace hemiola::osc
