// Peak picking, matching and scoring of onsets.
#include "measures/onsets.h"

#include <algorithm>
#include <cmath>

namespace hemiola::measures {
namespace {

constexpr double kClosestSeconds = 0.04;  // minimum distance of peaks; a flam is heard as one onset

// Position of the maximum of a parabola through three values, from -0.5 to 0.5.
double top_of(double before, double at, double after) {
  const double bend = before - 2 * at + after;
  return bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  hits += other.hits;
  false_alarms += other.false_alarms;
  misses += other.misses;
  return *this;
}

double Counts::f1() const {
  const long all = 2 * hits + false_alarms + misses;
  return all == 0 ? 0.0 : 2.0 * static_cast<double>(hits) / static_cast<double>(all);
}

Counts match(const Times& found, const Times& labels, double tolerance) {
  Counts counts;
  std::size_t f = 0, l = 0;
  while (f < found.size() && l < labels.size()) {
    const double late = found[f] - labels[l];
    if (std::abs(late) <= tolerance) {
      ++counts.hits;
      ++f;
      ++l;
    } else if (late < 0) {
      ++counts.false_alarms;
      ++f;
    } else {
      ++counts.misses;
      ++l;
    }
  }
  counts.false_alarms += static_cast<long>(found.size() - f);
  counts.misses += static_cast<long>(labels.size() - l);
  return counts;
}

Times pick_peaks(const std::vector<float>& curve, const FrameClock& clock, double threshold) {
  const int frames = static_cast<int>(curve.size());
  const int reach = std::max(1, static_cast<int>(0.5 * kClosestSeconds / clock.hop_seconds));
  const auto value = [&](int t) { return curve[std::clamp(t, 0, frames - 1)]; };
  Times times;
  for (int t = 0; t < frames; ++t) {
    bool highest = value(t) > threshold;
    // Of equal values, the first is the peak.
    for (int d = 1; d <= reach && highest; ++d)
      highest = (t - d < 0 || value(t) > value(t - d)) && value(t) >= value(t + d);
    if (!highest) continue;
    const double time = clock.centre(t + top_of(value(t - 1), value(t), value(t + 1)));
    if (times.empty() || time - times.back() >= kClosestSeconds) times.push_back(time);
  }
  return times;
}

Times within(const Times& times, double begin, double end) {
  const auto first = std::lower_bound(times.begin(), times.end(), begin);
  return {first, std::lower_bound(first, times.end(), end)};
}

Times thin_out(Times times, double gap_seconds) {
  std::sort(times.begin(), times.end());
  Times kept;
  for (const double time : times)
    if (kept.empty() || time - kept.back() >= gap_seconds) kept.push_back(time);
  return kept;
}

}  // namespace hemiola::measures
