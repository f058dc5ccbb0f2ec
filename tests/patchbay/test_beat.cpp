// Hits become rhythm by their ages, take the place of a sound's own, and give it back.
#include <algorithm>
#include <limits>
#include <vector>

#include "expected.h"
#include "patchbay/patch_bay.h"
#include "support/allocations.h"
#include "support/catch.h"

using namespace hemiola::patchbay;
using hemiola::tests::mixed;

namespace {

constexpr LatentShape kShape{.places = 4, .channels_per_place = 1, .rhythm = 3};
constexpr int kAges = static_cast<int>(BeatMapView::kAges.size());
constexpr float kFrame = 0.01f;  // seconds
using Values = std::vector<float>;

// Channel 0: 1 to 13 by the age of a kick, times its loudness; channel 1: 1 while a hat is young.
BeatMap some_map() {
  BeatMap map{
      kShape.rhythm,     Values(static_cast<std::size_t>(BeatMapView::kRows * kShape.rhythm)),
      {0.5f, 0.25f, -1}, {0, 0, -2},
      {-9, -9, -9},      {20, 1.5f, 20}};
  const auto at = [&](int kind, int part, int age, int channel) -> float& {
    const int row = (2 * kind + part) * kAges + age;
    return map.kernel[static_cast<std::size_t>(row * kShape.rhythm + channel)];
  };
  for (int age = 0; age < kAges; ++age) at(0, 0, age, 0) = static_cast<float>(age + 1);
  at(2, 1, 0, 1) = 1;
  return map;
}

Values rhythm_of(const RecentHits& hits) {
  Values rhythm(3);
  const BeatMap map = some_map();
  map.view().rhythm_of(hits, rhythm);
  return rhythm;
}

struct Rig {
  Rig() { bay.know_beats(some_map(), kFrame); }

  bool hit(float kind, float velocity = kMaxVelocity) {
    return bay.apply({.part = Part::rhythm, .verb = Verb::hit, .value = kind, .weight = velocity});
  }
  const Values& play() {
    rhythm = own;
    Values harmony(4);
    const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
    bay.process(frame);
    return rhythm;
  }

  PatchBay bay{kShape, 1};
  Values own = {7, 8, 9}, rhythm;
};

}  // namespace

TEST_CASE("without hits rhythm is silence; a hit acts by its age and loudness, and fades") {
  RecentHits hits;
  CHECK(rhythm_of(hits) == some_map().silence);
  hits.strike(0, 0.5f);
  CHECK(rhythm_of(hits)[0] == Approx(0.5 + 0.5));
  hits.pass(BeatMapView::kAges[4]);
  CHECK(rhythm_of(hits)[0] == Approx(0.5 + 2.5));
  hits.pass(0.5f * (BeatMapView::kAges[5] - BeatMapView::kAges[4]));
  CHECK(rhythm_of(hits)[0] == Approx(0.5 + 2.75));
  const float half_faded = 0.5f * (BeatMapView::kFadesFrom + BeatMapView::kEnd);  // 0.85 s
  hits.pass(half_faded - hits.age[0]);
  CHECK(rhythm_of(hits)[2] == Approx(0.5 * (-1 - 2)));
  const float left =
      (BeatMapView::kEnd - half_faded) / (BeatMapView::kEnd - BeatMapView::kAges[12]);
  CHECK(rhythm_of(hits)[0] == Approx(0.5 * (0.5 + 0.5 * 13 * left)));
  hits.pass(1);
  CHECK(rhythm_of(hits) == some_map().silence);
}

TEST_CASE("hits of several kinds add up, and one struck again begins again") {
  RecentHits hits;
  hits.strike(0, 1);
  hits.strike(2, 0.1f);
  CHECK(rhythm_of(hits)[0] == Approx(1.5));
  CHECK(rhythm_of(hits)[1] == Approx(1.25));
  hits.pass(0.1f);
  hits.strike(0, 0.25f);
  CHECK(rhythm_of(hits)[0] == Approx(0.75));
  CHECK(rhythm_of(hits)[1] == Approx(0.25));
  hits.strike(6, 1);
  hits.strike(-1, 1);
}

TEST_CASE("rhythm stays within its range, however many hits come together") {
  BeatMap map = some_map();
  map.highest = {0.75f, 1, 1};
  map.lowest = {0.6f, 0, -0.5f};
  RecentHits hits;
  hits.strike(0, 1);
  hits.strike(2, 1);
  Values rhythm(3);
  map.view().rhythm_of(hits, rhythm);
  CHECK(rhythm == Values{0.75f, 1, -0.5f});
}

TEST_CASE("from the first hit on, the hits take the place of the sound's rhythm, until they end") {
  Rig rig;
  CHECK(rig.play() == rig.own);
  REQUIRE(rig.hit(0));
  RecentHits expected;
  expected.strike(0, 1);
  for (int frame = 0; frame < 300; ++frame) {
    CHECK(rig.play() == rhythm_of(expected));
    expected.pass(kFrame);
  }
  SECTION("by a negative kind") { CHECK(rig.hit(-1)); }
  SECTION("by a reset") { CHECK(rig.bay.apply({.verb = Verb::reset})); }
  CHECK(rig.play() == rig.own);
}

TEST_CASE("with a glide the sound's rhythm fades in when the hits end") {
  Rig rig;
  rig.hit(0);
  const Values last = rig.play();
  rig.bay.apply({.part = Part::rhythm, .verb = Verb::glide, .value = 4});
  rig.hit(-1);
  for (int step = 1; step <= 6; ++step)
    CHECK(rig.play() == mixed(last, rig.own, std::min(1.0f, 0.25f * static_cast<float>(step))));
}

TEST_CASE("a hit can be frozen") {
  Rig rig;
  rig.hit(0);
  rig.bay.apply({.part = Part::rhythm, .verb = Verb::freeze, .value = 1, .weight = 1});
  const Values held = rig.play();
  for (int frame = 0; frame < 5; ++frame) CHECK(rig.play() == held);
}

TEST_CASE("hits are refused without a map, for harmony, of unknown kinds, and with no number") {
  PatchBay without(kShape, 1);
  without.know_beats(BeatMap::empty_of(7), kFrame);
  CHECK_FALSE(without.apply({.part = Part::rhythm, .verb = Verb::hit, .value = 0, .weight = 100}));
  Rig rig;
  CHECK_FALSE(rig.bay.apply({.verb = Verb::hit, .value = 0, .weight = 100}));
  CHECK_FALSE(rig.hit(6));
  CHECK_FALSE(rig.hit(std::numeric_limits<float>::quiet_NaN()));
  CHECK_FALSE(rig.hit(0, std::numeric_limits<float>::infinity()));
  CHECK(rig.hit(0, 0));  // too soft to be a hit
  CHECK(rig.play() == rig.own);
}

TEST_CASE("another model's patch bay plays the beat on") {
  Rig rig;
  rig.hit(0);
  rig.play();
  Rig next;
  next.bay.follow(rig.bay);
  RecentHits expected;
  expected.strike(0, 1);
  expected.pass(kFrame);
  CHECK(next.play() == rhythm_of(expected));
}

TEST_CASE("hits and frames of hits allocate nothing") {
  Rig rig;
  rig.play();
  Values harmony(4), rhythm(3);
  const VoiceFrame frame[] = {{0, harmony.data(), rhythm.data()}};
  const auto before = hemiola::tests::allocations();
  for (int i = 0; i < 100; ++i) {
    rig.hit(static_cast<float>(i % 7 - 1));
    rig.bay.process(frame);
  }
  CHECK(hemiola::tests::allocations() == before);
}
