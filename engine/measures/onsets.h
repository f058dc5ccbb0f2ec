// Onsets as times in seconds: picked from a curve, matched with labels, scored by F1.
#pragma once

#include <vector>

namespace hemiola::measures {

using Times = std::vector<double>;  // seconds, ascending

// Times of the frames of a sequence: the centre of frame t is at first_seconds + t * hop_seconds.
struct FrameClock {
  double first_seconds = 0;
  double hop_seconds = 0;
  double centre(double frame) const { return first_seconds + frame * hop_seconds; }
};

// Largest distance between an onset and its label, for any hop: about two frames of our analysis,
// or one of the paper's.
constexpr double kToleranceSeconds = 0.024;

struct Counts {
  long hits = 0, false_alarms = 0, misses = 0;
  Counts& operator+=(const Counts& other);
  double f1() const;  // 0 if there are no onsets and no labels
};

// Pairs each label with at most one onset within the tolerance, in order of time.
Counts match(const Times& found, const Times& labels, double tolerance = kToleranceSeconds);

// Local maxima above the threshold, at least 40 ms apart, interpolated between frames by a parabola
// through the peak and its two neighbours.
Times pick_peaks(const std::vector<float>& curve, const FrameClock& clock, double threshold);

// The times in [begin, end).
Times within(const Times& times, double begin, double end);
// Removes times closer than the gap to the last kept one: the notes of a chord become one onset.
Times thin_out(Times times, double gap_seconds);

}  // namespace hemiola::measures
