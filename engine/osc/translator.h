// A hook in front of the address table: what turns others' messages into ours, and time into both.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace hemiola::osc {

// Everything here is called in the OSC thread.
class Translator {
 public:
  using Clock = std::chrono::steady_clock;

  struct Refusal {
    std::string address, reason;
  };
  struct Translation {
    bool knew = false;  // some of its messages; else the packet is for the table as it is
    std::string rest;   // if so: the packet without them, empty where nothing is left
    std::string made;   // and a packet of our own messages instead of them, or empty
    std::vector<Refusal> refused;
  };

  virtual ~Translator() = default;
  virtual Translation translate(std::span<const char> packet, Clock::time_point now) = 0;
  // A packet that is due without anybody having sent something, or an empty one.
  virtual std::string due(Clock::time_point now) = 0;
  // When due() wants to be asked again.
  virtual Clock::time_point next_due() const = 0;
};

}  // namespace hemiola::osc
