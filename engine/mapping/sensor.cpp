// The states of a sensor: nothing received, following, gliding to its safe value, safe.
#include "mapping/sensor.h"

#include <cmath>

namespace hemiola::mapping {

namespace {

using Clock = Sensor::Clock;

// Changing values are sent about once per frame.
constexpr auto kTick = std::chrono::milliseconds(10);
// A smoothed value has arrived if it is this near to the target, as a part of the output range.
constexpr double kNear = 1e-4;

double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }
Clock::duration duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

std::optional<double> Sensor::take(double number, Clock::time_point now) {
  if (state_ == State::following) follow(now);
  if (state_ == State::gliding) glide(now);
  const bool first = state_ == State::unheard;
  const bool anew = state_ != State::following;
  received_ = moved_ = now;
  state_ = State::following;
  if (mapping_.threshold) {
    const bool before = on_;
    on_ = number >= (on_ ? mapping_.threshold->off : mapping_.threshold->on);
    target_ = on_ ? mapping_.output.to : mapping_.output.from;
    if (!anew && on_ == before) return std::nullopt;
  } else {
    target_ = map_number(mapping_, number);
  }
  // The first value is used at once, as there is no previous one.
  if (mapping_.smoothing_s > 0 && !first) return std::nullopt;
  value_ = target_;
  return value_;
}

std::optional<double> Sensor::advance(Clock::time_point now) {
  const bool silent = mapping_.silence && now >= silent_from();
  if (silent && state_ == State::unheard) {
    state_ = State::safe;
    value_ = mapping_.silence->safe;
    return value_;
  }
  if (silent && state_ == State::following) {
    state_ = State::gliding;
    glide_from_ = value_;
  }
  if (state_ == State::gliding) return glide(now);
  if (state_ == State::following) return follow(now);
  return std::nullopt;
}

std::optional<double> Sensor::follow(Clock::time_point now) {
  const double dt = seconds(now - moved_);
  if (value_ == target_ || dt <= 0) return std::nullopt;
  moved_ = now;
  if (mapping_.smoothing_s > 0)
    value_ += (target_ - value_) * -std::expm1(-dt / mapping_.smoothing_s);
  const double range = std::abs(mapping_.output.to - mapping_.output.from);
  if (std::abs(target_ - value_) <= kNear * range) value_ = target_;
  return value_;
}

std::optional<double> Sensor::glide(Clock::time_point now) {
  moved_ = now;
  const Silence& silence = *mapping_.silence;
  const double since = seconds(now - silent_from());
  if (since >= silence.glide_s) {
    state_ = State::safe;
    value_ = silence.safe;
  } else {
    value_ = glide_from_ + (silence.safe - glide_from_) * since / silence.glide_s;
  }
  return value_;
}

Clock::time_point Sensor::silent_from() const {
  return received_ + duration(mapping_.silence->hold_s);
}

Clock::time_point Sensor::next_due() const noexcept {
  if (state_ == State::gliding || (state_ == State::following && value_ != target_))
    return moved_ + kTick;
  if (state_ == State::safe || !mapping_.silence) return Clock::time_point::max();
  return silent_from();
}

}  // namespace hemiola::mapping
