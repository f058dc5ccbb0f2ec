// Chord names become the notes that a musician expects.
#include <algorithm>
#include <stdexcept>

#include "notation/chord_names.h"
#include "support/catch.h"

using namespace hemiola::notation;

TEST_CASE("names give pitch classes from the root, and the bass") {
  using Classes = std::vector<int>;
  CHECK(chord_of("C").pitch_classes == Classes{0, 4, 7});
  CHECK(chord_of("Am7").pitch_classes == Classes{9, 0, 4, 7});
  CHECK(chord_of("F#dim").pitch_classes == Classes{6, 9, 0});
  CHECK(chord_of("Bb").pitch_classes == Classes{10, 2, 5});
  CHECK(chord_of("Gsus4").pitch_classes == Classes{7, 0, 2});
  CHECK(chord_of("Ebmaj7").pitch_classes == Classes{3, 7, 10, 2});
  CHECK(chord_of("Dm7b5").pitch_classes == Classes{2, 5, 8, 0});
  CHECK(chord_of("C").bass == 0);
  CHECK(chord_of("C/E").bass == 4);
  CHECK(chord_of("Am7/G").bass == 7);
}

TEST_CASE("two spellings of a chord are the same chord") {
  for (const auto& [a, b] : {std::pair{"Cmaj", "C"},
                             {"Cmin", "Cm"},
                             {"C-7", "Cm7"},
                             {"CM7", "Cmaj7"},
                             {"C#", "Db"},
                             {"Co7", "Cdim7"},
                             {"C+", "Caug"}})
    CHECK(chord_of(a).pitch_classes == chord_of(b).pitch_classes);
}

TEST_CASE("what is no chord is refused with a hint") {
  for (const char* name : {"", "H", "c", "Cfoo", "C/", "C/X", "C/Eb7", "7"})
    CHECK_THROWS_WITH(chord_of(name),
                      hemiola::tests::Contains("is no chord") && hemiola::tests::Contains("Am7"));
}

TEST_CASE("a voicing has the bass lowest, each pitch class, and the root on top") {
  for (const char* name : {"C", "F#m7", "Bb9", "C/E", "B/D#", "Edim7"}) {
    const Chord chord = chord_of(name);
    const std::vector<double> notes = voicing(chord);
    CHECK(std::is_sorted(notes.begin(), notes.end()));
    CHECK(static_cast<int>(notes.front()) % 12 == chord.bass);
    CHECK(notes.front() >= 40);
    CHECK(static_cast<int>(notes.back()) % 12 == chord.pitch_classes.front());
    for (const int pitch_class : chord.pitch_classes)
      CHECK(std::any_of(notes.begin(), notes.end(), [&](double midi) {
        return static_cast<int>(midi) % 12 == pitch_class && midi >= 55;
      }));
  }
}
