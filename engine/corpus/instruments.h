// The General MIDI instruments of the corpus: the uses and the part of each.
#pragma once

#include <vector>

#include "base/random.h"
#include "corpus/split.h"

namespace hemiola::corpus {

enum Use : unsigned {
  kChords = 1,    // struck or plucked chords
  kArpeggio = 2,  // broken chords
  kStrum = 4,
  kPad = 8,  // held chords
  kBass = 16,
  kMelody = 32,
};

struct Instrument {
  int program;          // General MIDI, 0 to 127
  int lowest, highest;  // MIDI notes with a natural sound
  unsigned uses;        // combination of Use flags
  Split part;
};

const std::vector<Instrument>& instruments();
const Instrument& choose_instrument(base::Random& random, Split part, Use use);

// Drum kits: programs of the percussion bank.
std::vector<int> drum_kits(Split part);

}  // namespace hemiola::corpus
