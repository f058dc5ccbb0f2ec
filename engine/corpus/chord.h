// Chords: from names like "Bbmaj7" to pitch classes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hemiola::corpus {

struct Chord {
  int root = 0;                // pitch class, 0 = C
  std::string quality;         // "maj", "min", "7", "maj7", "min7", ...
  std::vector<int> intervals;  // semitones above the root, in the order that matters most
  bool operator==(const Chord&) const = default;
};

// Throws std::invalid_argument for a name that it can't read (our own tables' mistake).
Chord parse_chord(std::string_view name);
Chord make_chord(int root, std::string_view quality);
std::vector<Chord> parse_chords(std::string_view names);  // separated by spaces

// What a listener would call it before any extension: "maj", "min", "dim", "aug", "sus".
std::string triad_of(const Chord& chord);

}  // namespace hemiola::corpus
