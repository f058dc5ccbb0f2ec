// A mapping at work: follows its sensor, smooths it, and goes to safety when it falls silent.
#pragma once

#include <chrono>
#include <optional>

#include "mapping/mapping.h"

namespace hemiola::mapping {

class Sensor {
 public:
  using Clock = std::chrono::steady_clock;

  Sensor(Mapping mapping, Clock::time_point now)
      : mapping_(std::move(mapping)), heard_(now), moved_(now) {}

  const Mapping& mapping() const noexcept { return mapping_; }

  // The sensor sent this. The value to send on, or nothing: a smoothed one comes with time, and a
  // switch says only when it switches.
  std::optional<double> hear(double number, Clock::time_point now);
  // The value that time has brought, or nothing.
  std::optional<double> advance(Clock::time_point now);
  // When advance() is worth calling again; the far future where nothing moves.
  Clock::time_point next_due() const noexcept;

 private:
  enum class State { unheard, following, gliding, safe };

  std::optional<double> follow(Clock::time_point now);
  std::optional<double> glide(Clock::time_point now);
  Clock::time_point silent_from() const;

  Mapping mapping_;
  State state_ = State::unheard;
  double value_ = 0;   // what was sent last
  double target_ = 0;  // where smoothing leads
  double glide_from_ = 0;
  bool on_ = false;
  Clock::time_point heard_, moved_;
};

}  // namespace hemiola::mapping
