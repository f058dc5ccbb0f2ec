// Reads chord names and places their notes.
#include "notation/chord_names.h"

#include <algorithm>
#include <stdexcept>

namespace hemiola::notation {
namespace {

constexpr int kLowestBass = 40, kLowestTone = 55, kLowestTop = 67;

struct Quality {
  std::vector<std::string_view> spellings;
  std::vector<int> intervals;  // semitones above the root
};

const std::vector<Quality>& qualities() {
  static const std::vector<Quality> all = {{{"", "maj", "M"}, {0, 4, 7}},
                                           {{"m", "min", "-"}, {0, 3, 7}},
                                           {{"dim", "o", "°"}, {0, 3, 6}},
                                           {{"aug", "+"}, {0, 4, 8}},
                                           {{"5"}, {0, 7}},
                                           {{"6", "maj6"}, {0, 4, 7, 9}},
                                           {{"m6", "min6"}, {0, 3, 7, 9}},
                                           {{"7", "dom7"}, {0, 4, 7, 10}},
                                           {{"maj7", "M7", "Δ"}, {0, 4, 7, 11}},
                                           {{"m7", "min7", "-7"}, {0, 3, 7, 10}},
                                           {{"mM7", "mmaj7", "minmaj7"}, {0, 3, 7, 11}},
                                           {{"dim7", "o7", "°7"}, {0, 3, 6, 9}},
                                           {{"m7b5", "ø", "min7b5"}, {0, 3, 6, 10}},
                                           {{"9"}, {0, 4, 7, 10, 2}},
                                           {{"maj9", "M9"}, {0, 4, 7, 11, 2}},
                                           {{"m9", "min9"}, {0, 3, 7, 10, 2}},
                                           {{"add9"}, {0, 4, 7, 2}},
                                           {{"sus2"}, {0, 2, 7}},
                                           {{"sus4", "sus"}, {0, 5, 7}},
                                           {{"7sus4"}, {0, 5, 7, 10}}};
  return all;
}

// The pitch class at the beginning of the text, which is removed; -1 if there is none.
int take_pitch_class(std::string_view& text) {
  constexpr int kClasses[] = {9, 11, 0, 2, 4, 5, 7};  // A to G
  if (text.empty() || text[0] < 'A' || text[0] > 'G') return -1;
  int pitch = kClasses[text[0] - 'A'];
  text.remove_prefix(1);
  for (; !text.empty() && (text[0] == '#' || text[0] == 'b'); text.remove_prefix(1))
    pitch += text[0] == '#' ? 1 : 11;
  return pitch % 12;
}

[[noreturn]] void refuse(std::string_view name, const std::string& reason) {
  throw std::runtime_error("\"" + std::string(name) + "\" is no chord: " + reason +
                           ". Write C, Am7, F#dim, Bbmaj7, Gsus4 or C/E.");
}

double lowest_from(int lowest, int pitch_class) {
  return lowest + ((pitch_class - lowest) % 12 + 12) % 12;
}

}  // namespace

Chord chord_of(std::string_view name) {
  std::string_view rest = name;
  const int root = take_pitch_class(rest);
  if (root < 0) refuse(name, "it begins with no note from C to B");
  Chord chord{{}, root};
  const std::string_view quality = rest.substr(0, rest.find('/'));
  for (const Quality& known : qualities()) {
    if (std::find(known.spellings.begin(), known.spellings.end(), quality) == known.spellings.end())
      continue;
    for (const int interval : known.intervals)
      chord.pitch_classes.push_back((root + interval) % 12);
  }
  if (chord.pitch_classes.empty())
    refuse(name, "the quality \"" + std::string(quality) + "\" is not known");
  if (quality.size() == rest.size()) return chord;
  rest.remove_prefix(quality.size() + 1);
  chord.bass = take_pitch_class(rest);
  if (chord.bass < 0 || !rest.empty()) refuse(name, "no note follows the slash");
  return chord;
}

std::vector<double> voicing(const Chord& chord) {
  std::vector<double> notes = {lowest_from(kLowestBass, chord.bass)};
  for (const int pitch_class : chord.pitch_classes)
    notes.push_back(lowest_from(kLowestTone, pitch_class));
  notes.push_back(lowest_from(kLowestTop, chord.pitch_classes.front()));
  std::sort(notes.begin(), notes.end());
  return notes;
}

}  // namespace hemiola::notation
