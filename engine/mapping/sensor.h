// Runs one mapping: follows its sensor, smooths the value, and goes to the safe value on silence.
#pragma once

#include <chrono>
#include <optional>

#include "mapping/mapping.h"

namespace hemiola::mapping {

// For one thread.
class Sensor {
 public:
  using Clock = std::chrono::steady_clock;

  Sensor(Mapping mapping, Clock::time_point now)
      : mapping_(std::move(mapping)), received_(now), moved_(now) {}

  const Mapping& mapping() const noexcept { return mapping_; }

  // Handles a number from the sensor. Returns the value to send, or nothing: smoothed values are
  // sent by advance(), and a switch only sends changes.
  std::optional<double> take(double number, Clock::time_point now);
  // Returns the value to send at this time, or nothing.
  std::optional<double> advance(Clock::time_point now);
  // When to call advance() next; the maximum time if nothing changes.
  Clock::time_point next_due() const noexcept;

 private:
  enum class State { unheard, following, gliding, safe };

  std::optional<double> follow(Clock::time_point now);
  std::optional<double> glide(Clock::time_point now);
  Clock::time_point silent_from() const;

  Mapping mapping_;
  State state_ = State::unheard;
  double value_ = 0;   // last value sent
  double target_ = 0;  // target of smoothing
  double glide_from_ = 0;
  bool on_ = false;
  Clock::time_point received_, moved_;
};

}  // namespace hemiola::mapping
