// The time of day as OSC's time tags have it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

#include "osc/packet.h"

namespace hemiola::osc {

inline constexpr double kSecondsTo1970 = 2208988800.0;  // from 1900, where NTP begins

// Seconds since 1900. A double tells half a microsecond apart there.
inline double seconds_now() {
  using namespace std::chrono;
  return duration<double>(system_clock::now().time_since_epoch()).count() + kSecondsTo1970;
}
inline double to_seconds(TimeTag time) { return std::ldexp(static_cast<double>(time), -32); }
inline TimeTag to_time_tag(double seconds) {
  return static_cast<TimeTag>(std::ldexp(std::clamp(seconds, 0.0, 4294967295.0), 32));
}

}  // namespace hemiola::osc
