// Held notes take the place of a voice's own harmony: at once or gliding, before freeze and
// rotation.
#include <cmath>
#include <limits>
#include <vector>

#include "expected.h"
#include "patchbay/patch_bay.h"
#include "support/allocations.h"
#include "support/catch.h"

using namespace hemiola::patchbay;
using hemiola::tests::mixed;
using hemiola::tests::turned;

namespace {

constexpr LatentShape kShape{.places = 20, .channels_per_place = 2, .rhythm = 5};
constexpr int kLowest = NoteMapView::kLowestMidi;
using Values = std::vector<float>;

NoteMap some_map() {
  NoteMap map{kShape.places, kShape.channels_per_place, {}, {}};
  for (int i = 0; i < NoteMapView::kRegisters * NoteMapView::kReach * kShape.channels_per_place;
       ++i)
    map.kernel.push_back(0.01f * static_cast<float>(i % 17) - 0.05f);
  for (int i = 0; i < kShape.harmony(); ++i) map.bias.push_back(0.1f * static_cast<float>(i % 5));
  return map;
}

Values chord(const std::vector<double>& notes, float velocity = kUsualVelocity) {
  const NoteMap map = some_map();
  Values loudness(static_cast<std::size_t>(map.places)), harmony(map.bias.size());
  for (const double midi : notes) add_note(loudness, midi, velocity / kMaxVelocity);
  map.view().harmony_of(loudness, harmony);
  return harmony;
}

struct Rig {
  Rig() { bay.know_notes(some_map()); }

  void tell(Verb verb, float value = 0, float weight = 1, int voice = 0) {
    REQUIRE(bay.apply({.voice = voice, .verb = verb, .value = value, .weight = weight}));
  }
  void hold(double midi, float velocity = kUsualVelocity) {
    tell(Verb::note, static_cast<float>(midi), velocity);
  }
  void play() {
    ++frame;
    std::vector<VoiceFrame> frames;
    for (int v = 0; v < 2; ++v) {
      harmony[v].assign(static_cast<std::size_t>(kShape.harmony()), own(v));
      rhythm[v].assign(static_cast<std::size_t>(kShape.rhythm), own(v));
      frames.push_back({v, harmony[v].data(), rhythm[v].data()});
    }
    bay.process(frames);
  }
  const Values& out() const { return harmony[0]; }  // voice 0's
  float own(int voice) const { return static_cast<float>(100 * voice + frame); }
  Values own_harmony(int voice = 0) const {
    return Values(static_cast<std::size_t>(kShape.harmony()), own(voice));
  }

  PatchBay bay{kShape, 2};
  int frame = 0;
  Values harmony[2], rhythm[2];
};

}  // namespace

TEST_CASE("held notes sound in the place of the own harmony, and it comes back when none is held") {
  Rig rig;
  rig.play();
  CHECK(rig.out() == rig.own_harmony());
  rig.hold(kLowest + 3);
  rig.hold(kLowest + 7.5);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 3.0, kLowest + 7.5}));
  CHECK(rig.rhythm[0][0] == rig.own(0));
  CHECK(rig.harmony[1] == rig.own_harmony(1));
  rig.hold(kLowest + 3, 0);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 7.5}));
  SECTION("by ending each") { rig.hold(kLowest + 7.5, 0); }
  SECTION("by ending all") { rig.tell(Verb::notes); }
  SECTION("by a reset") { rig.tell(Verb::reset); }
  rig.play();
  CHECK(rig.out() == rig.own_harmony());
  rig.hold(kLowest + 1, 0);  // is not held
  rig.play();
  CHECK(rig.out() == rig.own_harmony());
}

TEST_CASE("a note struck again has its last velocity, 127 at most") {
  Rig rig;  // softer than notes fade below, as else all velocities of a single note are the same
  rig.hold(kLowest + 4, 30);
  rig.hold(kLowest + 4, 20);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 4}, 20));
  rig.hold(kLowest + 4, 1000);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 4}, 127));
}

TEST_CASE("a chord can be rotated and frozen, and is not what other voices take") {
  Rig rig;
  rig.hold(kLowest + 5);
  rig.tell(Verb::rotate, 2);
  rig.tell(Verb::from, 0, 1, 1);  // voice 1 takes the harmony of voice 0: its sound's
  rig.play();
  CHECK(rig.out() == turned(chord({kLowest + 5}), 2));
  CHECK(rig.harmony[1] == rig.own_harmony(0));
  rig.tell(Verb::freeze, 1);
  rig.play();
  rig.tell(Verb::notes);
  rig.play();
  CHECK(rig.out() == turned(chord({kLowest + 5}), 2));
  rig.tell(Verb::freeze, 0);
  rig.play();
  CHECK(rig.out() == turned(rig.own_harmony(), 2));
}

TEST_CASE("a chord takes the place of another voice's harmony, too") {
  Rig rig;
  rig.tell(Verb::from, 1);
  rig.play();
  CHECK(rig.out() == rig.own_harmony(1));
  rig.hold(kLowest + 5);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 5}));
  rig.tell(Verb::notes);
  rig.play();
  CHECK(rig.out() == rig.own_harmony(1));
}

TEST_CASE(
    "with a glide chords fade into each other and back, in equal steps, and arrive to the bit") {
  Rig rig;
  rig.tell(Verb::glide, 4);
  rig.play();
  const Values before = rig.own_harmony();
  rig.hold(kLowest + 5);
  for (int step = 1; step <= 6; ++step) {
    rig.play();
    CHECK(rig.out() == mixed(before, chord({kLowest + 5}), 0.25f * static_cast<float>(step)));
  }
  rig.tell(Verb::notes);
  rig.hold(kLowest + 9);
  for (int step = 1; step <= 6; ++step) {
    rig.play();
    CHECK(rig.out() ==
          mixed(chord({kLowest + 5}), chord({kLowest + 9}), 0.25f * static_cast<float>(step)));
  }
  rig.tell(Verb::notes);
  for (int step = 1; step <= 6; ++step) {
    rig.play();
    CHECK(rig.out() ==
          mixed(chord({kLowest + 9}), rig.own_harmony(), 0.25f * static_cast<float>(step)));
  }
}

TEST_CASE("a new sound in a voice does not glide from the one before") {
  Rig rig;
  rig.tell(Verb::glide, 4);
  rig.play();
  rig.hold(kLowest + 5);
  rig.bay.forget(0);
  rig.play();
  CHECK(rig.out() == chord({kLowest + 5}));
}

TEST_CASE("notes are refused without a map, for rhythm, beyond 32, and if they are no numbers") {
  const Command note{.verb = Verb::note, .value = kLowest + 5.0f, .weight = 100};
  PatchBay without(kShape, 2);
  CHECK_FALSE(without.apply(note));
  NoteMap other = some_map();
  other.places = 7;
  without.know_notes(other);
  CHECK_FALSE(without.apply(note));

  Rig rig;
  CHECK_FALSE(rig.bay.apply({.part = Part::rhythm, .verb = Verb::note, .value = 60, .weight = 1}));
  CHECK_FALSE(rig.bay.apply({.part = Part::rhythm, .verb = Verb::notes}));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(rig.bay.apply({.verb = Verb::note, .value = nan, .weight = 1}));
  CHECK_FALSE(rig.bay.apply({.verb = Verb::note, .value = 60, .weight = nan}));
  for (int i = 0; i < PlayedChord::kMaxNotes; ++i) rig.hold(kLowest + 0.25 * i);
  CHECK_FALSE(rig.bay.apply({.verb = Verb::note, .value = kLowest + 15.0f, .weight = 100}));
  rig.hold(kLowest);  // held already
}

TEST_CASE(
    "another model's patch bay plays the held notes by its own map, or its sound without one") {
  Rig rig;
  rig.hold(kLowest + 5);
  rig.play();
  Rig next;
  next.bay.follow(rig.bay);
  next.play();
  CHECK(next.out() == chord({kLowest + 5}));
  PatchBay without(kShape, 2);
  without.follow(rig.bay);
  Values harmony(static_cast<std::size_t>(kShape.harmony()), 3.0f), rhythm(5);
  const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
  without.process(frame);
  CHECK(harmony == Values(harmony.size(), 3.0f));
}

TEST_CASE("notes and frames of notes allocate nothing") {
  PatchBay bay(kShape, 2);
  bay.know_notes(some_map());
  Values harmony(static_cast<std::size_t>(kShape.harmony())), rhythm(5);
  const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
  const auto before = hemiola::tests::allocations();
  for (int i = 0; i < 100; ++i) {
    bay.apply({.verb = Verb::glide, .value = static_cast<float>(i % 3)});
    bay.apply({.verb = Verb::note, .value = static_cast<float>(kLowest + i % 20), .weight = 90});
    bay.process(frame);
    if (i % 10 == 0) bay.apply({.verb = Verb::notes});
  }
  CHECK(hemiola::tests::allocations() == before);
}
