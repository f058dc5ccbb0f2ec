// Chord names from pitch classes: pure chords, chords with overtones, and nothing.
#include <algorithm>
#include <string>

#include "notation/chord_names.h"
#include "notation/chord_reading.h"
#include "support/catch.h"

using namespace hemiola::notation;

namespace {

std::array<float, 12> chroma_of(const std::string& name, float overtones) {
  std::array<float, 12> chroma{};
  for (const int pitch_class : chord_of(name).pitch_classes) {
    chroma[static_cast<std::size_t>(pitch_class)] += 0.6f;
    chroma[static_cast<std::size_t>((pitch_class + 7) % 12)] += 0.6f * overtones;
    chroma[static_cast<std::size_t>((pitch_class + 4) % 12)] += 0.3f * overtones;
  }
  return chroma;
}

}  // namespace

TEST_CASE("chords of each kind and root are named as they are read") {
  for (const char* root : {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"})
    for (const char* kind : {"", "m", "dim", "7", "maj7", "m7", "m7b5"}) {
      const std::string name = std::string(root) + kind;
      const NamedChord named = name_chord(chroma_of(name, 0));
      INFO(name << " is named " << named.name);
      CHECK(chord_of(named.name).pitch_classes == chord_of(name).pitch_classes);
      CHECK(named.certainty == Approx(1));
    }
  for (const char* name : {"Caug", "Gsus2", "Ddim7"}) {
    // Their turns are other roots with the same notes.
    auto wanted = chord_of(name).pitch_classes,
         found = chord_of(name_chord(chroma_of(name, 0)).name).pitch_classes;
    std::sort(wanted.begin(), wanted.end());
    std::sort(found.begin(), found.end());
    CHECK(found == wanted);
  }
}

TEST_CASE("overtones do not make other triads, only less certain ones") {
  for (const char* name : {"C", "F#m", "Bb", "Em"}) {
    const NamedChord named = name_chord(chroma_of(name, 0.25f));
    CHECK(named.name == name);
    CHECK(named.certainty < 1);
    CHECK(named.certainty > 0.9);
  }
}

TEST_CASE("where hardly a note sounds there is no chord") {
  CHECK(name_chord({}).name.empty());
  std::array<float, 12> faint{};
  faint[0] = faint[4] = faint[7] = 0.02f;
  CHECK(name_chord(faint).name.empty());
  CHECK(name_chord(faint).certainty == 0);
}
