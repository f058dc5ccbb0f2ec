// Chords: names such as "Bbmaj7" to pitch classes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hemiola::corpus {

struct Chord {
  int root = 0;                // pitch class, 0 = C
  std::string quality;         // "maj", "min", "7", "maj7", "min7", ...
  std::vector<int> intervals;  // semitones above the root, most important first
  bool operator==(const Chord&) const = default;
};

// Throws std::invalid_argument for an unknown name, which would be an error in our own tables.
Chord parse_chord(std::string_view name);
Chord make_chord(int root, std::string_view quality);
std::vector<Chord> parse_chords(std::string_view names);  // separated by spaces

// The triad without extensions: "maj", "min", "dim", "aug", "sus", or "5" without a third.
std::string triad_of(const Chord& chord);

}  // namespace hemiola::corpus
