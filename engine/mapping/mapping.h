// One mapping: which number of whose message drives which address of Hemiola, and how.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "osc/packet.h"

namespace hemiola::mapping {

// How the way through the input range, 0 to 1, becomes the way through the output range.
struct Curve {
  enum class Kind {
    linear,
    exponential,  // equal steps in, equal ratios out; both ends of one sign
    power,        // way ^ amount
    bend,         // SuperCollider's lincurve: 0 is straight, positive rises late, negative early
  };
  Kind kind = Kind::linear;
  double amount = 0;
  bool operator==(const Curve&) const = default;
};

struct Range {
  double from = 0;
  double to = 1;
  bool operator==(const Range&) const = default;
};

// In the input's unit: a number of at least `on` switches on, one below `off` switches off; between
// the two it stays as it is, so that a trembling sensor does not flicker.
struct Threshold {
  double off = 0;
  double on = 0;
  bool operator==(const Threshold&) const = default;
};

// What happens when the sensor falls silent: the last value holds, then glides to the safe one.
struct Silence {
  double hold_s = 0;
  double glide_s = 0;
  double safe = 0;
  bool operator==(const Silence&) const = default;
};

struct Mapping {
  std::string from;  // an address, or a pattern as osc/pattern.h has it
  int argument = 0;  // which of the message's arguments is read
  Range input;       // may fall: from 1 to 0 turns a sensor round
  std::string to;
  std::vector<double> arguments = {0};  // what is sent; the place of the value among them:
  std::size_t place = 0;
  Range output;
  double step = 0;  // whole multiples of this only; 0: any value
  Curve curve;
  double smoothing_s = 0;  // time constant: after it, 63 % of a jump have been made
  std::optional<Threshold> threshold;
  std::optional<Silence> silence;
  bool operator==(const Mapping&) const = default;
};

// The output for this number of the input, clamped to the range, without step and smoothing.
double map_number(const Mapping& mapping, double number) noexcept;
// The nearest value that may be sent.
double in_steps(const Mapping& mapping, double value) noexcept;
// The OSC message that says this value.
osc::Message message_for(const Mapping& mapping, double value);

}  // namespace hemiola::mapping
