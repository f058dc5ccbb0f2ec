// Scales: the nearest tone, and harmony that is pulled to it, at once or gliding.
#include "patchbay/scale.h"

#include <algorithm>
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

constexpr LatentShape kShape{.places = 20, .channels_per_place = 2, .rhythm = 3};
constexpr int kLowest = NoteMapView::kLowestMidi;  // a C
using Values = std::vector<float>;

// Each note acts on its own place only, and is read there.
NoteMap plain_map() {
  NoteMap map{kShape.places, kShape.channels_per_place, {}, {}};
  for (int r = 0; r < NoteMapView::kRegisters; ++r) {
    map.kernel.resize(map.kernel.size() + std::size_t{2} * NoteMapView::kReach);
    map.kernel[map.kernel.size() - 2 * (NoteMapView::kReach - NoteMapView::kBelow)] = 1;
  }
  map.bias.assign(static_cast<std::size_t>(kShape.harmony()), 0.0f);
  return map;
}

NoteReader plain_reader() {
  NoteReader reader{kShape.places, kShape.channels_per_place, plain_map().kernel, {}};
  reader.kernel.resize(std::size_t{2} * NoteMapView::kReach);
  reader.bias.assign(static_cast<std::size_t>(kShape.places), 0.0f);
  return reader;
}

// Harmony with notes at these places, all of the same share, and a trace of something else.
Values harmony_at(const std::vector<int>& places) {
  Values harmony(static_cast<std::size_t>(kShape.harmony()));
  for (const int place : places)
    harmony[static_cast<std::size_t>(2 * place)] +=
        static_cast<float>(1 / std::sqrt(static_cast<double>(places.size())));
  for (std::size_t i = 1; i < harmony.size(); i += 2) harmony[i] = 0.25f;
  return harmony;
}

// Equal but for rounding.
bool near(const Values& a, const Values& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
           return std::abs(x - y) < 1e-5f;
         });
}

struct Rig {
  Rig() { bay.know_notes(plain_map(), plain_reader()); }

  void tell(Verb verb, float value = 0) { REQUIRE(bay.apply({.verb = verb, .value = value})); }
  void scale(const std::vector<float>& tones) {
    tell(Verb::scale);
    for (const float tone : tones) tell(Verb::tone, tone);
  }
  // One frame in which these places sound.
  const Values& play(const std::vector<int>& places) {
    harmony = harmony_at(places);
    Values rhythm(static_cast<std::size_t>(kShape.rhythm));
    const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
    bay.process(frame);
    return harmony;
  }

  PatchBay bay{kShape, 1};
  Values harmony;
};

}  // namespace

TEST_CASE("the nearest tone is found in any octave, the lower of two, between semitones too") {
  Scale scale;
  CHECK(scale.empty());
  for (const float tone : {0.0f, 4.0f, 67.0f}) CHECK(scale.add(tone));
  CHECK(scale.nearest(60) == 60);
  CHECK(scale.nearest(61) == 60);
  CHECK(scale.nearest(62) == 60);  // from C and E alike
  CHECK(scale.nearest(63) == 64);
  CHECK(scale.nearest(70.4) == Approx(72));
  CHECK(scale.nearest(69) == 67);
  CHECK(scale.nearest(-1) == 0);
  scale.clear();
  CHECK(scale.add(-8.5f));
  CHECK(scale.nearest(60) == Approx(63.5));
  CHECK_FALSE(scale.add(std::numeric_limits<float>::quiet_NaN()));
  for (int i = 1; i < Scale::kMaxTones; ++i) CHECK(scale.add(0));
  CHECK_FALSE(scale.add(0));
}

TEST_CASE("notes are pulled to the scale's tones, and what no note explains stays") {
  Rig rig;
  CHECK(near(rig.play({1, 7}), harmony_at({1, 7})));
  rig.scale({0, 7});
  CHECK(near(rig.play({1, 7}), harmony_at({0, 7})));
  CHECK(near(rig.play({5, 12}), harmony_at({7, 12})));
  rig.scale({4});
  CHECK(near(rig.play({5, 16}), harmony_at({4, 16})));
  SECTION("and are free when it ends") { rig.scale({}); }
  SECTION("and after a reset") { rig.tell(Verb::reset); }
  CHECK(near(rig.play({5, 16}), harmony_at({5, 16})));
}

TEST_CASE("a tone between semitones takes half of both") {
  Rig rig;
  rig.scale({2.5f});
  const Values& out = rig.play({3});
  CHECK(out[4] == Approx(0.5));
  CHECK(out[6] == Approx(0.5));
}

TEST_CASE("the strength says how far, and glides") {
  Rig rig;
  rig.scale({0});
  rig.tell(Verb::pull, 0.5f);
  CHECK(near(rig.play({1}), mixed(harmony_at({1}), harmony_at({0}), 0.5f)));
  rig.tell(Verb::glide, 2);
  rig.tell(Verb::pull, 1);
  CHECK(near(rig.play({1}), mixed(harmony_at({1}), harmony_at({0}), 0.75f)));
  CHECK(near(rig.play({1}), harmony_at({0})));
  rig.tell(Verb::reset);
  rig.scale({0});
  CHECK(near(rig.play({1}), harmony_at({0})));
}

TEST_CASE("a scale acts on what a rotation gives") {
  Rig rig;
  rig.scale({0, 7});
  rig.tell(Verb::rotate, 2);
  CHECK(near(rig.play({5}), turned(harmony_at({5}), 2)));  // 7, which is in it
  rig.tell(Verb::rotate, 1);
  CHECK(near(rig.play({5}), turned(harmony_at({6}), 1)));
}

TEST_CASE("with a glide one scale fades into the next, and arrives") {
  Rig rig;
  const auto way = [](int step) { return std::min(1.0f, 0.25f * static_cast<float>(step)); };
  rig.play({1});
  rig.tell(Verb::glide, 4);
  rig.scale({0});
  for (int step = 1; step <= 6; ++step)
    CHECK(near(rig.play({1}), mixed(harmony_at({1}), harmony_at({0}), way(step))));
  rig.scale({2});
  for (int step = 1; step <= 6; ++step)
    CHECK(near(rig.play({1}), mixed(harmony_at({0}), harmony_at({2}), way(step))));
  rig.scale({});
  for (int step = 1; step <= 6; ++step)
    CHECK(near(rig.play({1}), mixed(harmony_at({2}), harmony_at({1}), way(step))));
}

TEST_CASE("a scale is refused without a reader of notes, and for rhythm") {
  PatchBay without(kShape, 1);
  without.know_notes(plain_map());
  CHECK_FALSE(without.apply({.verb = Verb::tone, .value = 0}));
  Rig rig;
  CHECK_FALSE(rig.bay.apply({.part = Part::rhythm, .verb = Verb::tone, .value = 0}));
  CHECK_FALSE(rig.bay.apply({.verb = Verb::pull, .value = std::numeric_limits<float>::infinity()}));
}

TEST_CASE("another model's patch bay takes over the scale and its strength") {
  Rig rig;
  rig.scale({0});
  rig.tell(Verb::pull, 0.5f);
  Rig next;
  next.bay.follow(rig.bay);
  CHECK(near(next.play({1}), mixed(harmony_at({1}), harmony_at({0}), 0.5f)));
}

TEST_CASE("scales and frames in a scale allocate nothing") {
  Rig rig;
  Values harmony = harmony_at({1, 6}), rhythm(3);
  const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
  const auto before = hemiola::tests::allocations();
  for (int i = 0; i < 100; ++i) {
    rig.bay.apply({.verb = Verb::glide, .value = static_cast<float>(i % 3)});
    rig.bay.apply({.verb = Verb::scale});
    rig.bay.apply({.verb = Verb::tone, .value = static_cast<float>(i % 12)});
    rig.bay.apply({.verb = Verb::pull, .value = 0.1f * static_cast<float>(i % 10)});
    rig.bay.process(frame);
  }
  CHECK(hemiola::tests::allocations() == before);
}
