// The table of chord qualities, and the parser for chord names.
#include "corpus/chord.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace hemiola::corpus {
namespace {

struct Quality {
  std::string_view suffix;  // as in lead sheets
  std::string_view name;    // as in the labels
  std::vector<int> intervals;
};

const std::vector<Quality>& qualities() {
  static const std::vector<Quality> table = {
      {"", "maj", {0, 4, 7}},
      {"m", "min", {0, 3, 7}},
      {"dim", "dim", {0, 3, 6}},
      {"aug", "aug", {0, 4, 8}},
      {"sus4", "sus4", {0, 5, 7}},
      {"sus2", "sus2", {0, 2, 7}},
      {"5", "5", {0, 7}},
      {"6", "6", {0, 4, 9, 7}},
      {"m6", "min6", {0, 3, 9, 7}},
      {"7", "7", {0, 4, 10, 7}},
      {"maj7", "maj7", {0, 4, 11, 7}},
      {"m7", "min7", {0, 3, 10, 7}},
      {"mmaj7", "minmaj7", {0, 3, 11, 7}},
      {"7sus4", "7sus4", {0, 5, 10, 7}},
      {"dim7", "dim7", {0, 3, 6, 9}},
      {"m7b5", "hdim7", {0, 3, 10, 6}},
      {"add9", "add9", {0, 4, 2, 7}},
      {"madd9", "minadd9", {0, 3, 2, 7}},
      {"9", "9", {0, 4, 10, 2, 7}},
      {"maj9", "maj9", {0, 4, 11, 2, 7}},
      {"m9", "min9", {0, 3, 10, 2, 7}},
      {"7b9", "7b9", {0, 4, 10, 1, 7}},
      {"13", "13", {0, 4, 10, 9, 2}},
      {"m11", "min11", {0, 3, 10, 5, 2}},
  };
  return table;
}

constexpr std::array<int, 7> kLetters = {9, 11, 0, 2, 4, 5, 7};  // A to G

}  // namespace

Chord make_chord(int root, std::string_view quality) {
  for (const Quality& entry : qualities()) {
    if (entry.name == quality) {
      return {((root % 12) + 12) % 12, std::string(entry.name), entry.intervals};
    }
  }
  throw std::invalid_argument("no chord quality is called " + std::string(quality));
}

Chord parse_chord(std::string_view name) {
  if (name.empty() || name[0] < 'A' || name[0] > 'G') {
    throw std::invalid_argument("not a chord: " + std::string(name));
  }
  int root = kLetters[static_cast<std::size_t>(name[0] - 'A')];
  std::string_view suffix = name.substr(1);
  if (!suffix.empty() && (suffix[0] == '#' || suffix[0] == 'b')) {
    root += suffix[0] == '#' ? 1 : -1;
    suffix.remove_prefix(1);
  }
  for (const Quality& entry : qualities()) {
    if (entry.suffix == suffix) return make_chord(root, entry.name);
  }
  throw std::invalid_argument("not a chord: " + std::string(name));
}

std::vector<Chord> parse_chords(std::string_view names) {
  std::vector<Chord> chords;
  std::istringstream words{std::string(names)};
  for (std::string word; words >> word;) chords.push_back(parse_chord(word));
  return chords;
}

std::string triad_of(const Chord& chord) {
  const auto has = [&chord](int interval) {
    return std::find(chord.intervals.begin(), chord.intervals.end(), interval) !=
           chord.intervals.end();
  };
  if (has(4)) return has(8) ? "aug" : "maj";
  if (has(3)) return has(6) ? "dim" : "min";
  return chord.quality == "5" ? "5" : "sus";
}

}  // namespace hemiola::corpus
