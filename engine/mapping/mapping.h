// One mapping: which number of which message controls which address of Hemiola, and how.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "osc/packet.h"

namespace hemiola::mapping {

// Converts the position in the input range, 0 to 1, to the position in the output range.
struct Curve {
  enum class Kind {
    linear,
    exponential,  // equal steps in, equal ratios out; both ends have the same sign
    power,        // position ^ amount
    bend,         // SuperCollider's lincurve: 0 is straight, positive rises late, negative early
  };
  Kind kind = Kind::linear;
  double amount = 0;
  bool operator==(const Curve&) const = default;
};

// A range of numbers; `to` may be smaller.
struct Range {
  double from = 0;
  double to = 1;
  bool operator==(const Range&) const = default;
};

// In the input's unit: a number of at least `on` switches on, one below `off` switches off; between
// them the state stays, so that a noisy sensor does not flicker.
struct Threshold {
  double off = 0;
  double on = 0;
  bool operator==(const Threshold&) const = default;
};

// What happens when the sensor stops sending: the last value is held, then glides to the safe one.
struct Silence {
  double hold_s = 0;
  double glide_s = 0;
  double safe = 0;
  bool operator==(const Silence&) const = default;
};

// One entry of the mapping file.
struct Mapping {
  std::string from;  // an address or a pattern (osc/pattern.h)
  int argument = 0;  // index of the message's argument to read
  Range input;       // may be falling: 1 to 0 inverts a sensor
  std::string to;
  std::vector<osc::Value> arguments = {{.type = 'd'}};  // to send; the value is at this index:
  std::size_t place = 0;
  Range output;
  double step = 0;  // send only multiples of this; 0: any value
  Curve curve;
  double smoothing_s = 0;  // time constant: after it, 63 % of a jump is done
  std::optional<Threshold> threshold;
  std::optional<Silence> silence;
  bool operator==(const Mapping&) const = default;
};

// The output for this input number, clamped to the range, without step and smoothing.
double map_number(const Mapping& mapping, double number) noexcept;
// The value rounded to a multiple of the step.
double in_steps(const Mapping& mapping, double value) noexcept;
// The OSC message that sends this value.
osc::Message message_for(const Mapping& mapping, double value);

}  // namespace hemiola::mapping
