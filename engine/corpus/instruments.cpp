// The table of instruments. Excluded are sound effects, drones, and sounds that are chords
// themselves (fifths, orchestra hits) or have no clear pitch, as their labels would be wrong. Some
// ranges are shorter than the real instrument's: twins may be an octave higher, where every
// soundfont must still have samples.
#include "corpus/instruments.h"

namespace hemiola::corpus {

const std::vector<Instrument>& instruments() {
  constexpr unsigned kKeys = kChords | kArpeggio | kMelody;
  constexpr unsigned kPlucked = kChords | kArpeggio | kStrum | kMelody;
  constexpr unsigned kSustained = kChords | kPad | kMelody;
  constexpr Split kTrain = Split::train;
  constexpr Split kValidation = Split::validation;
  constexpr Split kUnseen = Split::unseen;
  static const std::vector<Instrument> table = {
      // pianos
      {0, 28, 96, kKeys | kBass, kTrain},
      {1, 28, 96, kKeys, kTrain},
      {2, 28, 96, kKeys, kUnseen},
      {3, 28, 96, kKeys, kValidation},
      {4, 30, 92, kKeys | kPad | kBass, kTrain},
      {5, 30, 92, kKeys | kPad, kTrain},
      {6, 36, 88, kKeys, kTrain},
      {7, 36, 86, kKeys, kTrain},
      // mallets and bells
      {8, 60, 100, kArpeggio | kMelody, kTrain},
      {10, 60, 96, kArpeggio | kMelody, kTrain},
      {11, 48, 90, kKeys, kTrain},
      {12, 48, 90, kKeys, kValidation},
      {13, 60, 96, kArpeggio | kMelody, kUnseen},
      {15, 48, 86, kPlucked, kTrain},
      // organs
      {16, 36, 90, kSustained, kTrain},
      {17, 36, 90, kSustained, kTrain},
      {18, 36, 90, kSustained, kUnseen},
      {19, 36, 86, kPad, kTrain},
      {20, 40, 84, kSustained, kValidation},
      {21, 48, 84, kSustained, kTrain},
      {23, 48, 84, kSustained, kTrain},
      // guitars
      {24, 40, 84, kPlucked, kTrain},
      {25, 40, 84, kPlucked, kTrain},
      {26, 40, 84, kPlucked, kUnseen},
      {27, 40, 84, kPlucked, kTrain},
      {28, 40, 72, kPlucked, kValidation},
      {29, 40, 80, kChords | kStrum | kMelody, kTrain},
      {30, 40, 80, kMelody, kTrain},
      // basses
      {32, 28, 55, kBass, kTrain},
      {33, 28, 55, kBass, kTrain},
      {34, 28, 55, kBass, kTrain},
      {35, 28, 55, kBass, kUnseen},
      {36, 28, 55, kBass, kValidation},
      {37, 28, 55, kBass, kTrain},
      {38, 24, 55, kBass, kTrain},
      {39, 24, 55, kBass, kUnseen},
      // strings
      {40, 55, 91, kMelody, kTrain},
      {41, 48, 84, kMelody, kTrain},
      {42, 36, 72, kMelody | kPad, kValidation},
      {43, 28, 46, kBass, kTrain},
      {44, 40, 88, kPad, kTrain},
      {45, 40, 87, kChords | kArpeggio | kMelody, kTrain},
      {46, 36, 96, kArpeggio | kChords | kStrum, kTrain},
      {48, 36, 90, kPad | kChords | kMelody, kTrain},
      {49, 36, 85, kPad, kUnseen},
      {50, 36, 90, kPad | kChords, kTrain},
      {51, 36, 90, kPad, kValidation},
      {52, 45, 84, kPad, kTrain},
      {53, 45, 82, kPad | kMelody, kTrain},
      {54, 45, 84, kPad | kMelody, kUnseen},
      // brass
      {56, 55, 86, kMelody, kTrain},
      {57, 40, 74, kMelody, kUnseen},
      {58, 28, 52, kBass, kTrain},
      {59, 55, 84, kMelody, kTrain},
      {60, 41, 77, kMelody | kPad, kValidation},
      {61, 45, 84, kChords | kPad | kMelody, kTrain},
      {62, 40, 88, kSustained, kTrain},
      {63, 40, 88, kSustained, kUnseen},
      // reeds
      {64, 55, 85, kMelody, kTrain},
      {65, 49, 74, kMelody, kTrain},
      {66, 44, 76, kMelody, kUnseen},
      {67, 36, 61, kMelody, kValidation},
      {68, 58, 86, kMelody, kTrain},
      {69, 52, 74, kMelody, kTrain},
      {70, 34, 70, kMelody | kBass, kTrain},
      {71, 50, 90, kMelody, kUnseen},
      // pipes
      {72, 74, 102, kMelody, kTrain},
      {73, 60, 96, kMelody, kTrain},
      {74, 65, 86, kMelody, kValidation},
      {75, 60, 94, kMelody, kUnseen},
      {79, 60, 90, kMelody, kTrain},
      // synths
      {80, 40, 92, kSustained | kArpeggio, kTrain},
      {81, 36, 92, kSustained | kArpeggio | kBass, kTrain},
      {82, 48, 92, kMelody | kPad, kUnseen},
      {85, 48, 86, kMelody | kPad, kTrain},
      {88, 40, 90, kPad | kChords, kTrain},
      {89, 36, 88, kPad, kUnseen},
      {90, 36, 90, kPad | kChords | kArpeggio, kTrain},
      {91, 40, 88, kPad, kValidation},
      {92, 40, 88, kPad, kTrain},
      {94, 40, 88, kPad, kTrain},
      {95, 40, 88, kPad, kTrain},
      // other plucked strings
      {105, 48, 84, kPlucked, kTrain},
      {106, 48, 84, kArpeggio | kMelody, kTrain},
      {107, 45, 88, kPlucked, kUnseen},
      {108, 50, 90, kArpeggio | kMelody, kValidation},
      {110, 55, 90, kMelody, kTrain},
  };
  return table;
}

const Instrument& choose_instrument(base::Random& random, Split part, Use use) {
  std::vector<const Instrument*> fitting;
  for (const Instrument& instrument : instruments()) {
    if (instrument.part == part && (instrument.uses & use) != 0) fitting.push_back(&instrument);
  }
  return *random.pick(fitting);
}

std::vector<int> drum_kits(Split part) {
  switch (part) {
    case Split::validation:
      return {24};  // electronic
    case Split::unseen:
      return {32};  // jazz
    default:
      return {0, 0, 8, 16, 25, 40};  // standard, room, power, analogue, brushes
  }
}

}  // namespace hemiola::corpus
