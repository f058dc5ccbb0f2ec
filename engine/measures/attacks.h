// How sharp a click is, how large a step between samples, how quiet a silence.
#pragma once

#include <vector>

namespace hemiola::measures {

struct Attack {
  double rise_ms = 0;    // time in which its cumulative energy rises from 10 to 90 %
  double before_db = 0;  // energy before the click relative to the total; at least -120
};

// Analyses one click at sample `click`, from 100 ms before to 100 ms after it. The rise is that of
// the cumulative energy, so smearing to either side counts. "Before" ends 0.5 ms before the click.
Attack attack_of(const std::vector<float>& sound, double sample_rate, std::size_t click);

// The largest difference between neighbouring samples in [begin, end).
double largest_step(const std::vector<float>& sound, std::size_t begin, std::size_t end);

// Peak of [begin, end) in dBFS; at least -160.
double peak_dbfs(const std::vector<float>& sound, std::size_t begin, std::size_t end);

// The largest step between samples around the move (from 60 ms before to 0.25 s after it), divided
// by the largest step in the 0.6 s on either side of that.
double step_ratio(const std::vector<float>& sound, double sample_rate, double seconds);

}  // namespace hemiola::measures
