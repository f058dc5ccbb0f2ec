// Drum patterns: written ones, each in one part only, and generated ones for training.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/split.h"

namespace hemiola::corpus {

// One line of a pattern. Steps: '.' rest, 'o' soft, 'x' normal, 'X' accent, '?' half of the time.
struct GrooveRow {
  int midi;  // General MIDI percussion
  std::string steps;
};

struct Groove {
  std::string name;
  std::string feel;  // "straight", "swung", "triple", "broken", "sparse" or "none"
  int beats = 4;     // per bar
  int steps_per_beat = 4;
  double swing = 0.5;  // position of the middle of a beat; 2/3: triplets
  std::vector<GrooveRow> rows;
};

Groove choose_groove(base::Random& random, Split part);
std::vector<Groove> written_grooves(Split part);

}  // namespace hemiola::corpus
