// Onsets as times in seconds: picked from a curve, matched with labels, counted as F1.
#pragma once

#include <vector>

namespace hemiola::evaluation {

using Times = std::vector<double>;  // seconds, ascending

// When the frames of a sequence are: the centre of frame t is first_seconds + t hop_seconds.
struct FrameClock {
  double first_seconds = 0;
  double hop_seconds = 0;
  double centre(double frame) const { return first_seconds + frame * hop_seconds; }
};

// A hit and its label may lie this far apart, whatever the hop: 24 ms is about two frames of ours
// and one of the published analysis.
constexpr double kToleranceSeconds = 0.024;

struct Counts {
  long hits = 0, false_alarms = 0, misses = 0;
  Counts& operator+=(const Counts& other);
  double f1() const;  // 0 where there is nothing to find and nothing found
};

// Pairs each label with at most one onset within the tolerance, in the order of time.
Counts match(const Times& found, const Times& labels, double tolerance = kToleranceSeconds);

// Local maxima above the threshold, no two nearer than 40 ms, placed between frames by a parabola
// through the three values around the peak.
Times pick_peaks(const std::vector<float>& curve, const FrameClock& clock, double threshold);

// Those within [begin, end).
Times within(const Times& times, double begin, double end);
// Leaves out what follows its predecessor by less than the gap: a chord is one onset.
Times thin_out(Times times, double gap_seconds);

}  // namespace hemiola::evaluation
