// The pitch of the strongest harmonic tone in a piece of sound.
#pragma once

#include <span>

namespace hemiola::measures {

// A MIDI number with fractions, from lowest to highest: the fundamental whose partials stand out
// most from what lies around them, weighted as in D. J. Hermes, Measurement of pitch by subharmonic
// summation, JASA 83, 1988; refined by the frequency of its strongest partial among the first
// three. 0 for silence. samples: 0.2 s or more.
double strongest_pitch(std::span<const float> samples, double sample_rate, int lowest = 36,
                       int highest = 96);

}  // namespace hemiola::measures
