// Chord names, such as Am7, F#dim or C/E, as notes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hemiola::notation {

struct Chord {
  std::vector<int> pitch_classes;  // 0 (C) to 11 (B), root first
  int bass = 0;  // pitch class of the lowest note: the root, or what follows a slash
};

// A root (C to B, with # or b), a quality (none: major; m, dim, aug, 5, 6, m6, 7, maj7, m7, mM7,
// dim7, m7b5, 9, maj9, m9, add9, sus2, sus4, 7sus4 and their usual other spellings), and /BASS.
// Throws std::runtime_error with what is wrong and the names that are known.
Chord chord_of(std::string_view name);

// Its notes as MIDI numbers, ascending: the bass from E2 (40), each pitch class from G3 (55), and
// the root once more above them.
std::vector<double> voicing(const Chord& chord);

}  // namespace hemiola::notation
