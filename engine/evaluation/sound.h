// Chords and onsets by plain signal processing: no predictor that was trained on anything.
#pragma once

#include <vector>

#include "evaluation/onsets.h"

namespace hemiola::evaluation {

// How strongly each pitch class sounds: square roots of the magnitudes of spectral peaks between
// 80 Hz and 2 kHz, in steps of 46 ms, each averaged over its neighbours within half a second.
struct Chroma {
  std::vector<float> values;  // [steps][12], each step of unit length, or zero
  FrameClock clock;
  int steps() const { return static_cast<int>(values.size() / 12); }
};
Chroma chroma_of(const std::vector<float>& samples, double sample_rate);
// The same of pitch classes [steps][12] that were read elsewhere: averaged, of unit length.
Chroma chroma_from(const std::vector<float>& classes, const FrameClock& clock);

// The best of 24 binary triads (T. Fujishima, Realtime chord recognition of musical sound, ICMC
// 1999), numbered as labels are. Silence is kNoChord.
std::vector<int> match_triads(const Chroma& chroma);

// Mean cosine of two chromas, step by step, where both sound.
double likeness(const Chroma& a, const Chroma& b);

// Spectral flux: how much log magnitudes rise, over all bins, every 10 ms; less its local mean.
// One is what the strongest twentieth of the frames reaches.
struct Flux {
  std::vector<float> values;  // [frames]
  FrameClock clock;
};
Flux flux_of(const std::vector<float>& samples, double sample_rate);
// The same of rises [frames] that were summed elsewhere.
Flux flux_from(std::vector<float> rises, const FrameClock& clock);
Times find_onsets(const Flux& flux);

// Pearson's, over the shorter length; 0 where one of them does not move.
double correlation(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace hemiola::evaluation
