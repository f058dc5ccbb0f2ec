// How sharp a click is, how large a step, how silent a silence.
#pragma once

#include <vector>

namespace hemiola::listening {

struct Attack {
  double rise_ms = 0;    // in which its energy goes from 10 to 90 %
  double before_db = 0;  // energy before the click, against all of it; never below -120
};

// One click, at this sample; the sound is looked at from 100 ms before it to 100 ms after it. The
// rise is of the energy added up so far, so that smear on either side counts. "Before" ends half a
// millisecond before the click.
Attack attack_of(const std::vector<float>& sound, double sample_rate, std::size_t click);

// The largest difference between neighbouring samples in [begin, end).
double largest_step(const std::vector<float>& sound, std::size_t begin, std::size_t end);

// Peak of [begin, end) in dBFS; never below -160.
double peak_dbfs(const std::vector<float>& sound, std::size_t begin, std::size_t end);

}  // namespace hemiola::listening
