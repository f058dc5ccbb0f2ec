// The name of the chord that is in a set of pitch classes.
#pragma once

#include <array>
#include <string>

namespace hemiola::notation {

struct NamedChord {
  std::string name;      // as chord_of reads it; empty: none
  double certainty = 0;  // 0 to 1: how like the chord the pitch classes are
};

// chroma: the loudness of each pitch class, C first; as of notes with MIDI velocity / 127. Major
// and minor triads, diminished, augmented, suspended ones and sevenths; none where hardly a note
// sounds.
NamedChord name_chord(const std::array<float, 12>& chroma);

}  // namespace hemiola::notation
