// The current time in the format of OSC's time tags.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

#include "osc/packet.h"

namespace hemiola::osc {

inline constexpr double kSecondsTo1970 = 2208988800.0;  // from 1900, the epoch of NTP

// Seconds since 1900. A double has a resolution of half a microsecond there.
inline double seconds_now() {
  using namespace std::chrono;
  return duration<double>(system_clock::now().time_since_epoch()).count() + kSecondsTo1970;
}
inline double to_seconds(TimeTag time) { return std::ldexp(static_cast<double>(time), -32); }
inline TimeTag to_time_tag(double seconds) {
  return static_cast<TimeTag>(std::ldexp(std::clamp(seconds, 0.0, 4294967295.0), 32));
}

}  // namespace hemiola::osc
