// Chord progressions: written ones, each in one part only, and generated ones for training.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/chord.h"
#include "corpus/split.h"

namespace hemiola::corpus {

struct Progression {
  std::string mode;  // "major", "minor", "dorian", ...
  std::vector<Chord> chords;
  std::vector<int> scale;  // pitch classes above the tonic
  std::string source;      // "written", "diatonic", "chromatic", "vamp"
};

// In the key of C. Held-out parts use only their own written progressions; training also uses
// generated ones, but none that occurs in a held-out part.
Progression choose_progression(base::Random& random, Split part);

std::vector<Progression> written_progressions(Split part);

// Whether the chords are equal except for transposition, starting point and extensions (G7 = G).
bool same_progression(const std::vector<Chord>& a, const std::vector<Chord>& b);

void transpose(Progression& progression, int semitones);

}  // namespace hemiola::corpus
