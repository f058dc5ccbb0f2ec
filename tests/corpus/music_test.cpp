// The composed music: its tables, its variety, and what training must exclude.
#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "corpus/composer.h"
#include "corpus/grooves.h"
#include "corpus/instruments.h"
#include "corpus/progressions.h"
#include "support/catch.h"

using namespace hemiola::corpus;

namespace {

constexpr Split kParts[] = {Split::train, Split::validation, Split::unseen};

Score compose_clip(Split part, std::uint64_t clip) {
  return compose(hemiola::base::mix_seed(99, static_cast<std::uint64_t>(part), clip), part, 12);
}

std::vector<Chord> first_chords(const Score& score, std::size_t count) {
  std::vector<Chord> chords;
  for (std::size_t i = 0; i < std::min(count, score.chords.size()); ++i) {
    chords.push_back(score.chords[i].chord);
  }
  return chords;
}

std::string name_of(const Progression& progression) {
  std::string name = progression.mode;
  for (const Chord& chord : progression.chords) {
    name.append(" ").append(std::to_string(chord.root)).append(chord.quality);
  }
  return name;
}

}  // namespace

TEST_CASE("Chord names are read as musicians write them") {
  CHECK(parse_chord("C") == make_chord(0, "maj"));
  CHECK(parse_chord("Bbmaj7") == make_chord(10, "maj7"));
  CHECK(parse_chord("F#m7b5") == make_chord(6, "hdim7"));
  CHECK(parse_chord("Cb").root == 11);
  CHECK(triad_of(parse_chord("G13")) == "maj");
  CHECK(triad_of(parse_chord("Am9")) == "min");
  CHECK(triad_of(parse_chord("Bm7b5")) == "dim");
  CHECK(triad_of(parse_chord("D7sus4")) == "sus");
  CHECK_THROWS_AS(parse_chord("H"), std::invalid_argument);
  CHECK_THROWS_AS(parse_chord("Cxyz"), std::invalid_argument);
}

TEST_CASE("Progressions are the same when only key, start or extensions differ") {
  CHECK(same_progression(parse_chords("C G Am F"), parse_chords("D A Bm G")));
  CHECK(same_progression(parse_chords("C G Am F"), parse_chords("Am7 Fmaj7 C G7")));
  CHECK(!same_progression(parse_chords("C G Am F"), parse_chords("C Am F G")));
  CHECK(!same_progression(parse_chords("C F"), parse_chords("C Fm")));
}

TEST_CASE("The parts share no progression, groove, instrument or drum kit") {
  std::set<int> programs, kits;
  std::set<std::string> grooves;
  std::size_t program_count = 0, groove_count = 0, kit_count = 0;
  for (const Instrument& instrument : instruments()) {
    programs.insert(instrument.program);
    ++program_count;
    CHECK(instrument.highest - instrument.lowest >= 12);
  }
  for (const Split part : kParts) {
    const std::vector<int> own = drum_kits(part);
    const std::set<int> different(own.begin(), own.end());
    kits.insert(different.begin(), different.end());
    kit_count += different.size();
    for (const Groove& groove : written_grooves(part)) {
      grooves.insert(groove.name);
      ++groove_count;
    }
    for (const Split other : kParts) {
      if (part == other) continue;
      for (const Progression& a : written_progressions(part)) {
        for (const Progression& b : written_progressions(other)) {
          INFO(name_of(a) << " against " << name_of(b));
          CHECK(!same_progression(a.chords, b.chords));
        }
      }
    }
  }
  CHECK(programs.size() == program_count);
  CHECK(grooves.size() == groove_count);
  CHECK(kits.size() == kit_count);
}

TEST_CASE("Training never invents a held-out progression") {
  hemiola::base::Random random(5);
  for (int i = 0; i < 5000; ++i) {
    const Progression progression = choose_progression(random, Split::train);
    for (const Split part : {Split::validation, Split::unseen}) {
      for (const Progression& other : written_progressions(part)) {
        REQUIRE(!same_progression(progression.chords, other.chords));
      }
    }
  }
}

TEST_CASE("Every groove fills whole bars and names a known feel") {
  const std::set<std::string> feels = {"straight", "swung", "triple", "broken", "sparse"};
  hemiola::base::Random random(3);
  std::vector<Groove> grooves;
  for (const Split part : kParts) {
    for (const Groove& groove : written_grooves(part)) grooves.push_back(groove);
  }
  for (int i = 0; i < 300; ++i) grooves.push_back(choose_groove(random, Split::train));
  for (const Groove& groove : grooves) {
    INFO(groove.name);
    CHECK(feels.count(groove.feel) == 1);
    CHECK((groove.steps_per_beat == 3) == (groove.feel == "triple"));
    for (const GrooveRow& row : groove.rows) {
      CHECK(row.steps.size() == static_cast<std::size_t>(groove.beats * groove.steps_per_beat));
      CHECK(row.steps.find_first_not_of(".oxX?") == std::string::npos);
    }
  }
}

TEST_CASE("Each part has progressions and grooves enough, and every feel") {
  for (const Split part : kParts) {
    CHECK(written_progressions(part).size() >= 12);
    CHECK(written_grooves(part).size() >= 10);
    std::map<std::string, int> feels;
    for (std::uint64_t clip = 0; clip < 200; ++clip) ++feels[compose_clip(part, clip).feel];
    CHECK(feels.size() == 6);
    for (const auto& [feel, count] : feels) CHECK(count >= 8);
  }
}

TEST_CASE("A held-out part plays its own instruments and progressions only") {
  for (const Split part : {Split::validation, Split::unseen}) {
    std::set<int> own;
    for (const Instrument& instrument : instruments()) {
      if (instrument.part == part) own.insert(instrument.program);
    }
    for (std::uint64_t clip = 0; clip < 60; ++clip) {
      const Score score = compose_clip(part, clip);
      for (const Layer& layer : score.layers) CHECK(own.count(layer.program) == 1);
      CHECK(score.progression == "written");
    }
  }
}

TEST_CASE("Four hundred training clips are four hundred different pieces of wide variety") {
  std::map<std::string, int> feels, sources, roles, qualities;
  std::set<int> programs, keys;
  std::set<std::string> openings;
  double slowest = 1000, fastest = 0;
  int without_drums = 0, drums_alone = 0;
  for (std::uint64_t clip = 0; clip < 400; ++clip) {
    const Score score = compose_clip(Split::train, clip);
    ++feels[score.feel];
    ++sources[score.progression];
    keys.insert(score.key);
    slowest = std::min(slowest, score.tempo_bpm);
    fastest = std::max(fastest, score.tempo_bpm);
    without_drums += score.drums.empty();
    drums_alone += score.notes.empty();
    for (const Layer& layer : score.layers) {
      programs.insert(layer.program);
      ++roles[role_name(layer.role)];
    }
    std::string opening;
    for (const Chord& chord : first_chords(score, 8)) {
      ++qualities[chord.quality];
      opening.append(std::to_string(chord.root)).append(chord.quality).append(" ");
    }
    openings.insert(opening);
    for (const Note& note : score.notes) {
      REQUIRE(note.end > note.onset);
      REQUIRE(note.midi >= 24);
      REQUIRE(note.midi <= 108);
      REQUIRE(note.velocity <= 127);
    }
  }
  CHECK(feels.size() == 6);
  for (const auto& [feel, count] : feels) CHECK(count >= 20);
  CHECK(sources.size() == 4);
  CHECK(roles.size() == 6);
  CHECK(qualities.size() >= 18);
  CHECK(programs.size() >= 55);
  CHECK(keys.size() == 12);
  CHECK(openings.size() > 300);
  CHECK(slowest < 66);
  CHECK(slowest >= 60);
  CHECK(fastest > 170);
  CHECK(fastest <= 180);
  CHECK(without_drums > 30);
  CHECK(without_drums < 100);
  CHECK(drums_alone > 10);
  CHECK(drums_alone < 50);
}

TEST_CASE("Settling puts events on the grid and ends a note before its key is struck again") {
  Score score;
  score.seconds = 2;
  score.notes = {{0.10, 1.50, 60, 80, 0, Role::pad},
                 {0.50, 1.00, 60, 80, 0, Role::pad},
                 {0.50, 1.00, 60, 80, 1, Role::bass},
                 {1.99, 2.50, 64, 80, 0, Role::pad},
                 {1.20, 3.00, 67, 80, 0, Role::pad}};
  score.drums = {{0.5004, 36, 90}, {0.5001, 36, 80}, {-0.01, 42, 70}, {5.0, 42, 70}};
  const double grid = 64 / 44100.0;
  settle(score, grid);
  REQUIRE(score.notes.size() == 4);
  CHECK(score.notes[0].end < score.notes[1].onset);
  CHECK(score.notes.back().midi == 67);
  CHECK(score.notes.back().end == Approx(2.0).margin(grid));
  for (const Note& note : score.notes) {
    CHECK(note.onset / grid == Approx(std::round(note.onset / grid)).margin(1e-6));
  }
  REQUIRE(score.drums.size() == 2);
  CHECK(score.drums[0].onset == 0);
}
