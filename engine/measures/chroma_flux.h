// Chords and onsets from audio by plain signal processing, without trained predictors.
#pragma once

#include <vector>

#include "measures/onsets.h"

namespace hemiola::measures {

constexpr int kChordClasses = 24;  // the root's pitch class, plus 12 if minor
constexpr int kNoChord = -1;       // silence, or a triad that is neither major nor minor

// Strength of each pitch class: the sum of square roots of the magnitudes of spectral peaks between
// 80 Hz and 2 kHz, in steps of 46 ms, smoothed over half a second.
struct Chroma {
  std::vector<float> values;  // [steps][12], each step of unit length, or zero
  FrameClock clock;
  int steps() const { return static_cast<int>(values.size() / 12); }
};
Chroma chroma_of(const std::vector<float>& samples, double sample_rate);
// From pitch classes [steps][12] computed elsewhere: smooths and normalises them.
Chroma chroma_from(const std::vector<float>& classes, const FrameClock& clock);

// Chord class of the best of 24 binary triad templates for each step; kNoChord for
// silence. T. Fujishima, Realtime chord recognition of musical sound, ICMC 1999.
std::vector<int> match_triads(const Chroma& chroma);

// Mean cosine similarity over the steps in which neither chroma is zero.
double similarity(const Chroma& a, const Chroma& b);

// Spectral flux: the rise of log magnitudes, summed over all bins, every 10 ms; minus its local
// mean, scaled so that the 95th percentile is 1.
struct Flux {
  std::vector<float> values;  // [frames]
  FrameClock clock;
};
Flux flux_of(const std::vector<float>& samples, double sample_rate);
// From rises [frames] summed elsewhere: subtracts the local mean and scales.
Flux flux_from(std::vector<float> rises, const FrameClock& clock);
// Peaks of at least 0.3.
Times find_onsets(const Flux& flux);

// Pearson correlation over the shorter length; 0 if one of them is constant.
double correlation(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace hemiola::measures
