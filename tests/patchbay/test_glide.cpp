// Gliding: rotations, routes and released latents change within the given number of frames.
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "expected.h"
#include "patchbay/patch_bay.h"
#include "support/allocations.h"
#include "support/catch.h"

using namespace hemiola::patchbay;
using hemiola::tests::mixed;
using hemiola::tests::turned;

namespace {

constexpr LatentShape kShape{.places = 12, .channels_per_place = 2, .rhythm = 5};
using Values = std::vector<float>;

struct Rig {
  explicit Rig(int voices) : bay(kShape, voices), own(static_cast<std::size_t>(voices)) {}

  void tell(int voice, Part part, Verb verb, float value, float weight = 1) {
    REQUIRE(
        bay.apply({.voice = voice, .part = part, .verb = verb, .value = value, .weight = weight}));
  }
  // Plays one frame of random latents.
  void play() {
    std::vector<VoiceFrame> frames;
    harmony.assign(own.size(), Values(kShape.harmony()));
    rhythm.assign(own.size(), Values(kShape.rhythm));
    std::normal_distribution<float> normal;
    for (std::size_t v = 0; v < own.size(); ++v) {
      for (float& x : harmony[v]) x = normal(random);
      for (float& x : rhythm[v]) x = normal(random);
      own[v] = rhythm[v];
      own_harmony = v == 0 ? harmony[v] : own_harmony;
      frames.push_back({static_cast<int>(v), harmony[v].data(), rhythm[v].data()});
    }
    bay.process(frames);
  }
  const Values& out() const { return rhythm[0]; }

  PatchBay bay;
  std::mt19937 random{5};
  std::vector<Values> harmony, rhythm;  // [voices] after the patch bay
  std::vector<Values> own;              // [voices] rhythms before it
  Values own_harmony;                   // voice 0's
};

float furthest(const Values& a, const Values& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("a rotation slides in semitones, in equal steps, and arrives to the bit") {
  Rig rig(1);
  rig.tell(0, Part::harmony, Verb::glide, 8);
  rig.tell(0, Part::harmony, Verb::rotate, 4);
  for (int frame = 1; frame <= 10; ++frame) {
    rig.play();
    const float semitones = std::min(0.5f * static_cast<float>(frame), 4.0f);
    INFO(frame);
    // Each frame is one transposed chord, never a mix of the first and the last.
    CHECK(rig.harmony[0] == turned(rig.own_harmony, semitones));
  }
}

TEST_CASE("a slide that is sent elsewhere goes on from where it is, one that is repeated goes on") {
  Rig rig(1);
  rig.tell(0, Part::harmony, Verb::glide, 4);
  rig.tell(0, Part::harmony, Verb::rotate, 4);
  rig.play();
  rig.play();
  CHECK(rig.harmony[0] == turned(rig.own_harmony, 2));
  SECTION("elsewhere") {
    rig.tell(0, Part::harmony, Verb::rotate, -2);
    for (float expected : {1.0f, 0.0f, -1.0f, -2.0f, -2.0f}) {
      rig.play();
      CHECK(rig.harmony[0] == turned(rig.own_harmony, expected));
    }
  }
  SECTION("repeated each frame, as sensors do") {
    for (float expected : {3.0f, 4.0f, 4.0f}) {
      rig.tell(0, Part::harmony, Verb::rotate, 4);
      rig.play();
      CHECK(rig.harmony[0] == turned(rig.own_harmony, expected));
    }
  }
  SECTION("reset, at once, and the next change too") {
    rig.tell(0, Part::harmony, Verb::reset, 0);
    rig.play();
    CHECK(rig.harmony[0] == rig.own_harmony);
    rig.tell(0, Part::harmony, Verb::rotate, 3);
    rig.play();
    CHECK(rig.harmony[0] == turned(rig.own_harmony, 3));
  }
}

TEST_CASE("a weight slides, both voices running") {
  Rig rig(2);
  rig.tell(0, Part::rhythm, Verb::from, 1, 0.2f);
  rig.play();
  CHECK(rig.out() == mixed(rig.own[0], rig.own[1], 0.2f));
  rig.tell(0, Part::rhythm, Verb::glide, 4);
  rig.tell(0, Part::rhythm, Verb::from, 1, 1.0f);
  for (float weight : {0.4f, 0.6f, 0.8f}) {
    rig.play();
    CHECK(furthest(rig.out(), mixed(rig.own[0], rig.own[1], weight)) < 1e-6f);
  }
  rig.play();
  CHECK(rig.out() == rig.own[1]);
}

TEST_CASE("from one source to another the voice moves over, and back to its own in the end") {
  Rig rig(3);
  rig.tell(0, Part::rhythm, Verb::from, 1);
  rig.play();
  rig.tell(0, Part::rhythm, Verb::glide, 2);
  rig.tell(0, Part::rhythm, Verb::from, 2);
  rig.play();
  CHECK(furthest(rig.out(), mixed(rig.own[1], rig.own[2], 0.5f)) < 1e-6f);
  // Meanwhile it returns to its own rhythm: for a moment three voices are mixed.
  rig.tell(0, Part::rhythm, Verb::from, -1);
  rig.play();
  Values expected(kShape.rhythm);
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = 0.5f * rig.own[0][i] + 0.25f * rig.own[1][i] + 0.25f * rig.own[2][i];
  CHECK(furthest(rig.out(), expected) < 1e-6f);
  rig.play();
  CHECK(rig.out() == rig.own[0]);
}

TEST_CASE("what was frozen melts into what runs") {
  Rig rig(1);
  rig.tell(0, Part::rhythm, Verb::freeze, 1);
  rig.play();
  const Values held = rig.out();
  rig.tell(0, Part::rhythm, Verb::glide, 4);
  rig.tell(0, Part::rhythm, Verb::freeze, 0);
  rig.play();
  CHECK(rig.out() == mixed(held, rig.own[0], 0.25f));
  SECTION("until it runs") {
    rig.play();
    rig.play();
    CHECK(rig.out() == mixed(held, rig.own[0], 0.75f));
    rig.play();
    CHECK(rig.out() == rig.own[0]);
  }
  SECTION("and freezes again as it is then") {
    rig.tell(0, Part::rhythm, Verb::freeze, 1);
    rig.play();
    const Values again = rig.out();
    CHECK(again == mixed(held, rig.own[0], 0.5f));
    rig.play();
    CHECK(rig.out() == again);
  }
  SECTION("but not into another sound") {
    rig.bay.forget(0);
    rig.play();
    CHECK(rig.out() == rig.own[0]);
  }
}

TEST_CASE("freezing itself does not wait for the glide") {
  Rig rig(1);
  rig.tell(0, Part::rhythm, Verb::glide, 50);
  rig.tell(0, Part::rhythm, Verb::freeze, 1);
  rig.play();
  const Values held = rig.own[0];
  for (int frame = 0; frame < 3; ++frame) {
    CHECK(rig.out() == held);
    rig.play();
  }
}

TEST_CASE("each part of each voice has its own glide, and 0 is at once") {
  Rig rig(2);
  rig.tell(0, Part::rhythm, Verb::glide, 9);
  rig.tell(0, Part::harmony, Verb::rotate, 5);
  rig.tell(1, Part::rhythm, Verb::from, 0);
  rig.play();
  CHECK(rig.harmony[0] == turned(rig.own_harmony, 5));
  CHECK(rig.rhythm[1] == rig.own[0]);
  CHECK_FALSE(rig.bay.apply(
      {.voice = 0, .verb = Verb::glide, .value = std::numeric_limits<float>::quiet_NaN()}));
}

TEST_CASE("gliding jumps nowhere and allocates nothing") {
  PatchBay bay(kShape, 3);
  Values harmony[3], rhythm[3];
  std::vector<VoiceFrame> frames;
  for (int v = 0; v < 3; ++v) frames.push_back({v, nullptr, nullptr});
  bay.apply({.voice = -1, .part = Part::rhythm, .verb = Verb::glide, .value = 50});
  std::mt19937 random(9);
  Values before;
  float furthest_step = 0;
  for (int frame = 0; frame < 500; ++frame) {
    for (int v = 0; v < 3; ++v) {
      // Constant latents, so that only the glide changes them.
      harmony[v].assign(kShape.harmony(), static_cast<float>(v));
      rhythm[v].assign(kShape.rhythm, static_cast<float>(v));
      frames[static_cast<std::size_t>(v)] = {v, harmony[v].data(), rhythm[v].data()};
    }
    const long allocated = hemiola::tests::allocations();
    if (frame % 7 == 0) {
      const Verb verb = random() % 2 ? Verb::from : Verb::freeze;
      bay.apply({.voice = 0,
                 .part = Part::rhythm,
                 .verb = verb,
                 .value = static_cast<float>(random() % (verb == Verb::from ? 3 : 2)),
                 .weight = static_cast<float>(random() % 5) / 4});
    }
    bay.process(frames);
    REQUIRE(hemiola::tests::allocations() == allocated);
    if (frame > 0) furthest_step = std::max(furthest_step, furthest(rhythm[0], before));
    before = rhythm[0];
  }
  // The sources differ by 2; a route and a release may glide at the same time.
  CHECK(furthest_step < 3 * 2.0f / 50);
  CHECK(furthest_step > 0);
}
