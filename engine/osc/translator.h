// An interface that converts other programs' messages before the address table is used.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "osc/packet.h"

namespace hemiola::osc {

// All methods are called in the OSC thread.
class Translator {
 public:
  using Clock = std::chrono::steady_clock;

  struct Translation {
    std::vector<Message> made = {};         // Hemiola's own, due like the message
    std::vector<std::string> refused = {};  // error messages
  };

  virtual ~Translator() = default;
  // Converts a message; nothing if it is unknown and should be handled by the table unchanged.
  virtual std::optional<Translation> translate(const Message& message, Clock::time_point now) = 0;
  // Messages that are due now without a received message.
  virtual std::vector<Message> due(Clock::time_point now) = 0;
  // When due() should be called next.
  virtual Clock::time_point next_due() const = 0;
};

}  // namespace hemiola::osc
