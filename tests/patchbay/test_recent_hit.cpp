// A frozen rhythm keeps sounding, at any moment of the bar at which it is frozen.
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "patchbay/patch_bay.h"
#include "patchbay/recent_hit.h"
#include "support/catch.h"

using namespace hemiola::patchbay;

namespace {

constexpr LatentShape kShape{.places = 1, .channels_per_place = 1, .rhythm = 4};
constexpr int kBeat = 47;  // frames: half a second

// A strong hit per beat and a weak one between; complete in the second frame, gone after about ten.
std::vector<float> beat(int frame) {
  const int at = frame % kBeat, since = at < kBeat / 2 ? at : at - kBeat / 2;
  const float strength = at < kBeat / 2 ? 4.0f : 2.0f;
  const float level =
      since == 0 ? 0.6f * strength : strength * std::exp(-0.5f * static_cast<float>(since - 1));
  return {level, -level, 0.5f * level, level};
}

// No sudden changes
std::vector<float> pad(int frame) {
  const float value = std::sin(0.05f * static_cast<float>(frame));
  return {value, value, -value, 0.5f * value};
}

using Music = std::vector<float> (*)(int frame);

std::vector<float> play(PatchBay& bay, int frame, Music music = beat) {
  float harmony[1] = {0};
  std::vector<float> rhythm = music(frame);
  const VoiceFrame one[] = {{0, harmony, rhythm.data()}};
  bay.process(one);
  return rhythm;
}

Command freeze(float on, FreezeAt at = FreezeAt::hit) {
  return {.voice = 0,
          .part = Part::rhythm,
          .verb = Verb::freeze,
          .value = on,
          .weight = static_cast<float>(at)};
}

// The output of a bay that has played `frame` frames and is frozen in the next one.
std::vector<float> frozen_at(PatchBay& bay, int frame, FreezeAt at, Music music = beat) {
  for (int i = 0; i < frame; ++i) play(bay, i, music);
  bay.apply(freeze(1, at));
  return play(bay, frame, music);
}

}  // namespace

TEST_CASE("at any moment of the bar a rhythm is frozen as at its strong hit, and stays so") {
  const std::vector<float> hit = beat(RecentHit::kSettles);
  for (int moment = 0; moment < 2 * kBeat; ++moment) {
    PatchBay bay(kShape, 1);
    const auto held = frozen_at(bay, 6 * kBeat + moment, FreezeAt::hit);
    INFO("frozen " << moment << " frames into the bar");
    CHECK(held[0] >= hit[0]);  // during the hit: the part that has been played
    CHECK(play(bay, 1000) == held);
    CHECK(play(bay, 1011) == held);
  }
}

TEST_CASE("it is frozen as it is where that was asked for") {
  PatchBay bay(kShape, 1);
  CHECK(frozen_at(bay, 6 * kBeat + 20, FreezeAt::now) == beat(20));
  CHECK(play(bay, 1000) == beat(20));
}

TEST_CASE("let go, a rhythm is what is played, to the bit") {
  PatchBay bay(kShape, 1);
  frozen_at(bay, 100, FreezeAt::hit);
  bay.apply(freeze(0));
  CHECK(play(bay, 101) == beat(101));
}

TEST_CASE("a sound without hits, and one that has just begun, is frozen as it is") {
  PatchBay bay(kShape, 1);
  CHECK(frozen_at(bay, 300, FreezeAt::hit, pad) == pad(300));
  PatchBay fresh(kShape, 1);
  CHECK(frozen_at(fresh, 0, FreezeAt::hit) == beat(0));
}

TEST_CASE("a hit is forgotten after two seconds, and with the sound that it was in") {
  PatchBay bay(kShape, 1);
  for (int i = 0; i < 3 * kBeat; ++i) play(bay, i);
  for (int i = 0; i < 2 * RecentHit::kSpan + 3; ++i) play(bay, i, pad);
  bay.apply(freeze(1));
  CHECK(play(bay, 7, pad) == pad(7));
  PatchBay other(kShape, 1);
  for (int i = 0; i < 3 * kBeat; ++i) play(other, i);
  other.forget(0);
  play(other, 6, pad);
  other.apply(freeze(1));
  CHECK(play(other, 7, pad) == pad(7));
}

TEST_CASE("numbers that are none make no hit and do no harm") {
  const auto recent = std::make_unique<RecentHit>();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {nan, infinity, -infinity}) {
    const float frame[] = {bad, 0.0f};
    recent->add(frame);
  }
  const float quiet[] = {0.0f, 0.0f};
  recent->add(quiet);
  recent->add(quiet);
  float held[] = {1.0f, 2.0f};
  recent->replace(held);
  CHECK(std::isfinite(held[0]));
}
