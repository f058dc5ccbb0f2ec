// The written progressions, and the generator of others.
#include "corpus/progressions.h"

#include <array>
#include <map>

namespace hemiola::corpus {
namespace {

struct Written {
  const char* mode;
  const char* chords;
};

constexpr std::array kTrain = {
    Written{"major", "C G Am F"},
    Written{"major", "C Am F G"},
    Written{"major", "C F G C"},
    Written{"major", "C G F G"},
    Written{"major", "C Em F G"},
    Written{"major", "C F Am G"},
    Written{"major", "C G Am Em F C F G"},
    Written{"major", "C Dm Em F"},
    Written{"major", "Cadd9 G Em D"},
    Written{"major", "C C7 F Fm"},
    Written{"major", "C Fm C G"},
    Written{"major", "C Csus4 G Gsus4"},
    Written{"major", "Cmaj7 Fmaj7"},
    Written{"major", "Cmaj7 Am7 Dm7 G7"},
    Written{"major", "Dm7 G7 Cmaj7 Cmaj7"},
    Written{"major", "Em7 A7 Dm7 G7"},
    Written{"major", "Cmaj7 Ebdim7 Dm7 G7"},
    Written{"major", "Cmaj9 Am9 Fmaj9 G13"},
    Written{"major", "Fmaj7 Em7 Dm7 Cmaj7"},
    Written{"major", "C6 A7 D9 G7"},
    Written{"major", "Cmaj7 C7 Fmaj7 Fm6"},
    Written{"major", "Cmaj7 B7 Em7 A7 Dm7 G7"},
    Written{"major", "Cmaj7 Bbmaj7"},
    Written{"mixolydian", "C Bb F C"},
    Written{"mixolydian", "C7 C7 F7 C7 G7 F7 C7 G7"},
    Written{"mixolydian", "C9 F9"},
    Written{"mixolydian", "C Bb F F"},
    Written{"lydian", "Cmaj7 D Cmaj7 D"},
    Written{"lydian", "C D Bm Em"},
    Written{"minor", "Cm Ab Eb Bb"},
    Written{"minor", "Cm Fm Gm Cm"},
    Written{"minor", "Cm Bb Ab G"},
    Written{"minor", "Cm Fm Bb Eb"},
    Written{"minor", "Cm Fm G7 Cm"},
    Written{"minor", "Cm7 Fm7 Dm7b5 G7"},
    Written{"minor", "Cm Gm Ab Eb Fm Cm Dm7b5 G7"},
    Written{"minor", "Cm9 Fm9"},
    Written{"minor", "Cm Cmmaj7 Cm7 Cm6"},
    Written{"minor", "Cm Ab Fm G"},
    Written{"minor", "Cm7 Ebmaj7 Abmaj7 G7b9"},
    Written{"minor", "Cm Bb Fm Ab"},
    Written{"dorian", "Cm7 F7"},
    Written{"dorian", "Cm Eb F Cm"},
    Written{"dorian", "Cm7 Dm7 Ebmaj7 Dm7"},
    Written{"phrygian", "Cm Db"},
    Written{"phrygian", "Cm Db Eb Db"},
    Written{"minor", "C5 Eb5 F5 Ab5"},
    Written{"minor", "C5 Bb5 Ab5 Bb5"},
};

constexpr std::array kValidation = {
    Written{"major", "C Am Bb Dm"},         Written{"major", "Cmaj7 Em7 Am7 Fm6"},
    Written{"major", "C E Am D"},           Written{"minor", "Cm Eb Bb Fm"},
    Written{"minor", "Cm7 Abmaj7 Fm7 Bb7"}, Written{"dorian", "Cm7 Bb F7 Eb"},
    Written{"mixolydian", "C7 Gm7 F7 Bb"},  Written{"lydian", "Cmaj7 Bm7 D Em7"},
    Written{"minor", "Cm Db Bbm G7"},       Written{"major", "Dm9 Ebmaj7 Abmaj7 Dbmaj7"},
    Written{"major", "F G Em Am Dm C"},     Written{"minor", "Cm Eb Fm Db"},
    Written{"dorian", "Cm Gm F Dm"},        Written{"major", "Cmaj7 F#m7b5 Fmaj7 Bb7"},
};

constexpr std::array kUnseen = {
    Written{"major", "C Em Am Dm F G"},
    Written{"major", "C Eb F Ab"},
    Written{"major", "Cmaj7 Ebmaj7 Abmaj7 Dbmaj7"},
    Written{"major", "C G Bb F"},
    Written{"minor", "Cm Gm Eb F"},
    Written{"minor", "Cm7 Gm7 Fm7 Abmaj7"},
    Written{"dorian", "Cm F Gm Bb"},
    Written{"mixolydian", "C Gm Dm Bb"},
    Written{"lydian", "C D F G"},
    Written{"minor", "Cm Abm Eb Bbm"},
    Written{"major", "Dm7 Db7 Cmaj7 A7b9"},
    Written{"major", "C Bdim Am F"},
    Written{"phrygian", "Cm Bbm Db Ab"},
    Written{"minor", "Cm9 Eb9 Dbmaj9 Abmaj7"},
};

const std::map<std::string, std::vector<int>>& scales() {
  static const std::map<std::string, std::vector<int>> table = {
      {"major", {0, 2, 4, 5, 7, 9, 11}},          {"minor", {0, 2, 3, 5, 7, 8, 10}},
      {"dorian", {0, 2, 3, 5, 7, 9, 10}},         {"phrygian", {0, 1, 3, 5, 7, 8, 10}},
      {"lydian", {0, 2, 4, 6, 7, 9, 11}},         {"mixolydian", {0, 2, 4, 5, 7, 9, 10}},
      {"harmonic minor", {0, 2, 3, 5, 7, 8, 11}},
  };
  return table;
}

Progression from(const Written& written) {
  return {written.mode, parse_chords(written.chords), scales().at(written.mode), "written"};
}

// The triad or seventh chord of stacked thirds on a scale degree.
Chord diatonic_chord(const std::vector<int>& scale, int degree, bool seventh) {
  const auto step = [&](int steps) {
    const int index = degree + steps;
    return scale[static_cast<std::size_t>(index % 7)] + 12 * (index / 7);
  };
  const int third = step(2) - step(0);
  const int fifth = step(4) - step(0);
  const int top = step(6) - step(0);
  const int root = step(0);
  if (fifth == 6) return make_chord(root, seventh ? (top == 9 ? "dim7" : "hdim7") : "dim");
  if (fifth == 8) return make_chord(root, "aug");
  if (!seventh) return make_chord(root, third == 3 ? "min" : "maj");
  if (third == 3) return make_chord(root, top == 11 ? "minmaj7" : "min7");
  return make_chord(root, top == 11 ? "maj7" : "7");
}

// Extensions that keep the chord's function: sixths, ninths, suspensions.
Chord coloured(base::Random& random, const Chord& chord) {
  if (chord.quality == "maj") {
    static constexpr std::array kMajor = {"add9", "6", "sus2", "sus4", "5"};
    return make_chord(chord.root, random.pick(kMajor));
  }
  if (chord.quality == "min") {
    static constexpr std::array kMinor = {"minadd9", "min6", "sus2", "5"};
    return make_chord(chord.root, random.pick(kMinor));
  }
  if (chord.quality == "7") return make_chord(chord.root, random.chance(0.5) ? "9" : "7sus4");
  if (chord.quality == "maj7") return make_chord(chord.root, "maj9");
  if (chord.quality == "min7") return make_chord(chord.root, random.chance(0.5) ? "min9" : "min11");
  return chord;
}

Progression invent_diatonic(base::Random& random) {
  auto mode = scales().begin();
  std::advance(mode, random.below(static_cast<int>(scales().size())));
  Progression result{mode->first, {}, mode->second, "diatonic"};
  const double sevenths = random.pick(std::array{0.0, 0.2, 0.6, 1.0});
  const double colour = random.pick(std::array{0.0, 0.0, 0.3});
  const double surprise = random.pick(std::array{0.0, 0.1, 0.2});
  const int length = random.between(2, 7);
  int degree = random.chance(0.7) ? 0 : random.below(7);
  for (int i = 0; i < length; ++i) {
    Chord chord = diatonic_chord(mode->second, degree, random.chance(sevenths));
    if (random.chance(surprise)) {  // chord from outside the scale
      chord = make_chord(chord.root + random.between(1, 11), random.chance(0.5) ? "maj" : "min");
    } else if (random.chance(colour)) {
      chord = coloured(random, chord);
    }
    result.chords.push_back(chord);
    degree = (degree + random.between(1, 6)) % 7;
  }
  return result;
}

// Random chord sequences, so that a model cannot learn which chord follows.
Progression invent_chromatic(base::Random& random) {
  static constexpr std::array kQualities = {"maj",  "min",  "maj", "min",  "7",    "maj7",
                                            "min7", "dim",  "aug", "9",    "sus4", "hdim7",
                                            "dim7", "min9", "6",   "min6", "5",    "13"};
  Progression result{"chromatic", {}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "chromatic"};
  const int length = random.between(2, 8);
  for (int i = 0; i < length; ++i) {
    const int root = random.below(12);
    result.chords.push_back(make_chord(root, random.pick(kQualities)));
  }
  return result;
}

Progression invent_vamp(base::Random& random) {
  static constexpr std::array kQualities = {"min7", "7", "9", "maj7", "min", "maj", "5", "min9"};
  const std::string quality = random.pick(kQualities);
  const bool minor = quality.rfind("min", 0) == 0;
  Progression result{minor ? "dorian" : "mixolydian", {make_chord(0, quality)}, {}, "vamp"};
  result.scale = scales().at(quality == "maj7" ? "major" : result.mode);
  return result;
}

bool held_out(const std::vector<Chord>& chords) {
  for (const Split part : {Split::validation, Split::unseen}) {
    for (const Progression& other : written_progressions(part)) {
      if (same_progression(chords, other.chords)) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Progression> written_progressions(Split part) {
  std::vector<Progression> result;
  const auto add = [&result](const auto& table) {
    for (const Written& written : table) result.push_back(from(written));
  };
  if (part == Split::train) add(kTrain);
  if (part == Split::validation) add(kValidation);
  if (part == Split::unseen) add(kUnseen);
  return result;
}

bool same_progression(const std::vector<Chord>& a, const std::vector<Chord>& b) {
  if (a.size() != b.size() || a.empty()) return a.size() == b.size();
  const std::size_t size = a.size();
  for (std::size_t start = 0; start < size; ++start) {
    bool equal = true;
    for (std::size_t i = 0; equal && i < size; ++i) {
      const Chord& other = b[(start + i) % size];
      const int interval = (other.root - b[start].root + 12) % 12;
      equal = interval == (a[i].root - a[0].root + 12) % 12 && triad_of(a[i]) == triad_of(other);
    }
    if (equal) return true;
  }
  return false;
}

void transpose(Progression& progression, int semitones) {
  for (Chord& chord : progression.chords) chord.root = (chord.root + semitones + 12) % 12;
  for (int& tone : progression.scale) tone = (tone + semitones + 12) % 12;
}

Progression choose_progression(base::Random& random, Split part) {
  const std::vector<Progression> written = written_progressions(part);
  if (part != Split::train) return random.pick(written);
  for (;;) {
    Progression candidate;
    switch (random.weighted({0.45, 0.33, 0.14, 0.08})) {
      case 0:
        candidate = random.pick(written);
        break;
      case 1:
        candidate = invent_diatonic(random);
        break;
      case 2:
        candidate = invent_chromatic(random);
        break;
      default:
        candidate = invent_vamp(random);
    }
    if (!held_out(candidate.chords)) return candidate;
  }
}

}  // namespace hemiola::corpus
