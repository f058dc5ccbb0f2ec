// Chord progressions: written ones, each in one part only, and invented ones for training.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/chord.h"
#include "corpus/part.h"

namespace hemiola::corpus {

struct Progression {
  std::string mode;  // "major", "minor", "dorian", ...
  std::vector<Chord> chords;
  std::vector<int> scale;  // pitch classes above the tonic
  std::string source;      // "written", "diatonic", "chromatic", "vamp"
};

// On the tonic C. Held-out parts draw from their own written progressions only; training also
// invents some, but never one that a held-out part has.
Progression choose_progression(base::Random& random, Part part);

std::vector<Progression> written_progressions(Part part);

// The same chords in the same order up to transposition, start and extensions (G7 is like G).
bool same_progression(const std::vector<Chord>& a, const std::vector<Chord>& b);

void transpose(Progression& progression, int semitones);

}  // namespace hemiola::corpus
