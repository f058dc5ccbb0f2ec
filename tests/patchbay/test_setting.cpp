// Settings of voices: told, gone to within some frames, and blended.
#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
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
constexpr int kVoices = 3;
using Values = std::vector<float>;

// A patch bay with the same latents in each run.
struct Rig {
  Rig() : bay(kShape, kVoices) {}

  void tell(int voice, Part part, Verb verb, float value, float weight = 1) {
    REQUIRE(
        bay.apply({.voice = voice, .part = part, .verb = verb, .value = value, .weight = weight}));
  }
  void play(int frames = 1) {
    for (int n = 0; n < frames; ++n) {
      harmony.assign(kVoices, Values(kShape.harmony()));
      rhythm.assign(kVoices, Values(kShape.rhythm));
      std::vector<VoiceFrame> voices;
      for (std::size_t v = 0; v < kVoices; ++v) {
        for (float& x : harmony[v]) x = normal(random);
        for (float& x : rhythm[v]) x = normal(random);
        voices.push_back({static_cast<int>(v), harmony[v].data(), rhythm[v].data()});
      }
      own_harmony = harmony;
      own_rhythm = rhythm;
      bay.process(voices);
    }
  }
  // Everything that a voice can be set to without notes.
  void set_much() {
    play(3);
    tell(0, Part::harmony, Verb::rotate, -3.5f);
    tell(0, Part::harmony, Verb::freeze, 1);
    tell(0, Part::rhythm, Verb::from, 2, 0.25f);
    tell(0, Part::rhythm, Verb::glide, 4);
    tell(1, Part::rhythm, Verb::freeze, 1, static_cast<float>(FreezeAt::now));
    tell(1, Part::harmony, Verb::from, 0);
    play(3);
  }

  PatchBay bay;
  std::mt19937 random{5};
  std::normal_distribution<float> normal;
  std::vector<Values> harmony, rhythm;  // [voices] after the patch bay
  std::vector<Values> own_harmony, own_rhythm;
};

VoiceSetting blend_of(const VoiceSetting& a, const VoiceSetting& b, float weight) {
  const std::pair<const VoiceSetting*, float> both[] = {{&a, 1 - weight}, {&b, weight}};
  return blend(both);
}

}  // namespace

TEST_CASE("a setting that is gone to at once sounds, and is told, as the one that was saved") {
  Rig saved, other;
  saved.set_much();
  other.play(6);  // as many random numbers
  for (int voice = 0; voice < kVoices; ++voice) other.bay.go_to(voice, saved.bay.setting(voice), 0);
  for (int n = 0; n < 5; ++n) {
    saved.play();
    other.play();
    CHECK(saved.harmony == other.harmony);
    CHECK(saved.rhythm == other.rhythm);
  }
  for (int voice = 0; voice < kVoices; ++voice)
    CHECK(saved.bay.setting(voice) == other.bay.setting(voice));
  // Let go, both run again.
  for (Rig* rig : {&saved, &other}) rig->tell(0, Part::harmony, Verb::freeze, 0);
  saved.play();
  other.play();
  CHECK(saved.harmony == other.harmony);
  CHECK(saved.harmony[0] == turned(saved.own_harmony[0], -3.5f));
}

TEST_CASE("frozen latents are glided to, from what runs and from others that are frozen") {
  Rig rig;
  rig.play(2);
  const VoiceSetting running = rig.bay.setting(0);
  rig.tell(0, Part::rhythm, Verb::freeze, 1, static_cast<float>(FreezeAt::now));
  rig.play();
  const Values first = rig.rhythm[0];
  const VoiceSetting frozen = rig.bay.setting(0);
  rig.tell(0, Part::rhythm, Verb::freeze, 0);
  rig.play();
  rig.tell(0, Part::rhythm, Verb::freeze, 1, static_cast<float>(FreezeAt::now));
  rig.play();
  const Values second = rig.rhythm[0];
  REQUIRE(first != second);
  rig.bay.go_to(0, frozen, 4);
  for (const float way : {0.25f, 0.5f, 0.75f, 1.0f}) {
    rig.play();
    for (std::size_t i = 0; i < first.size(); ++i)
      CHECK(rig.rhythm[0][i] == Approx(mixed(second, first, way)[i]).margin(1e-6));
  }
  CHECK(rig.rhythm[0] == first);
  rig.play(3);
  CHECK(rig.rhythm[0] == first);
  rig.bay.go_to(0, running, 2);
  rig.play();
  CHECK(rig.rhythm[0] == mixed(first, rig.own_rhythm[0], 0.5f));
  rig.play();
  CHECK(rig.rhythm[0] == rig.own_rhythm[0]);
  rig.bay.go_to(0, frozen, 2);
  rig.play();
  CHECK(rig.rhythm[0] == mixed(first, rig.own_rhythm[0], 0.5f));
  // Let go half way, it runs.
  rig.tell(0, Part::rhythm, Verb::freeze, 0);
  rig.play();
  CHECK(rig.rhythm[0] == rig.own_rhythm[0]);
}

TEST_CASE("a blend is each of its settings at their points, and between them their mix") {
  Rig rig;
  rig.set_much();
  const VoiceSetting a = rig.bay.setting(0);
  rig.tell(0, Part::harmony, Verb::reset, 1);
  rig.tell(0, Part::harmony, Verb::rotate, 4);
  rig.tell(0, Part::rhythm, Verb::from, 1);
  rig.play();
  VoiceSetting b = rig.bay.setting(0);
  CHECK(blend_of(a, b, 0) == a);
  CHECK(blend_of(a, b, 1) == b);
  const VoiceSetting half = blend_of(a, b, 0.5f);
  CHECK(half.rotation == Approx(0.25f));
  CHECK(half.harmony.held_share == Approx(0.5f));
  CHECK(half.harmony.held == a.harmony.held);
  rig.bay.go_to(0, half, 0);
  rig.play();
  Values rhythm(rig.own_rhythm[0].size());
  // a: three quarters of the own, a quarter of voice 2; b: all of voice 1.
  for (std::size_t i = 0; i < rhythm.size(); ++i)
    rhythm[i] =
        0.375f * rig.own_rhythm[0][i] + 0.5f * rig.own_rhythm[1][i] + 0.125f * rig.own_rhythm[2][i];
  for (std::size_t i = 0; i < rhythm.size(); ++i)
    CHECK(rig.rhythm[0][i] == Approx(rhythm[i]).margin(1e-6));
  // The mix stays, and a route ends it.
  rig.play();
  CHECK(rig.rhythm[0] != rig.own_rhythm[0]);
  rig.tell(0, Part::rhythm, Verb::glide, 0);
  rig.tell(0, Part::rhythm, Verb::from, -1);
  rig.play();
  CHECK(rig.rhythm[0] == rig.own_rhythm[0]);
  // Two scales: the heavier one pulls, at a tie none does.
  VoiceSetting c;
  b.scale = {0, 2, 4};
  b.pull = 0.8f;
  c.scale = {1, 6};
  CHECK(blend_of(b, c, 0.5f).pull == 0);
  CHECK(blend_of(b, c, 0.1f).scale == b.scale);
  CHECK(blend_of(b, c, 0.1f).pull < 0.8f);
  CHECK(blend_of(b, c, 0.9f).scale == c.scale);
  // Notes of both, each with its share.
  b = c = VoiceSetting();
  b.notes = {{60, 100}, {64, 100}};
  c.notes = {{64, 100}, {67, 50}};
  b.notes_share = c.notes_share = 1;
  const VoiceSetting chord = blend_of(b, c, 0.5f);
  CHECK(chord.notes_share == 1);
  CHECK(chord.notes == std::vector<VoiceSetting::Note>{{60, 50}, {64, 100}, {67, 25}});
}

TEST_CASE("what is frozen before it has sounded is frozen as the next frame") {
  Rig rig;
  rig.tell(0, Part::harmony, Verb::freeze, 1);
  const VoiceSetting early = rig.bay.setting(0);
  Rig other;
  other.bay.go_to(0, early, 8);
  other.play();
  const Values held = other.harmony[0];
  other.play(2);
  CHECK(other.harmony[0] == held);
}

TEST_CASE("what is half frozen on the map is let go, and given latents outlast a new synth") {
  Rig rig;
  rig.play(2);
  const VoiceSetting running = rig.bay.setting(0);
  rig.tell(0, Part::harmony, Verb::freeze, 1);
  rig.play();
  const VoiceSetting frozen = rig.bay.setting(0);
  rig.bay.go_to(0, blend_of(running, frozen, 0.5f), 0);
  rig.play();
  CHECK(rig.harmony[0] != rig.own_harmony[0]);
  rig.tell(0, Part::harmony, Verb::freeze, 0);
  rig.play();
  CHECK(rig.harmony[0] == rig.own_harmony[0]);
  rig.bay.go_to(0, frozen, 0);
  rig.bay.forget(0);
  rig.play();
  CHECK(rig.harmony[0] == frozen.harmony.held);
  // What it froze itself belongs to the old sound.
  rig.tell(0, Part::harmony, Verb::freeze, 0);
  rig.play();
  rig.tell(0, Part::harmony, Verb::freeze, 1);
  rig.play();
  const Values old = rig.harmony[0];
  rig.bay.forget(0);
  rig.play();
  CHECK(rig.harmony[0] != old);
}

TEST_CASE("blends of two models, of a chord and none, and of more notes than a voice holds") {
  Rig rig;
  rig.play();
  const VoiceSetting running = rig.bay.setting(0);
  rig.tell(0, Part::harmony, Verb::freeze, 1);
  rig.play();
  const VoiceSetting frozen = rig.bay.setting(0);
  VoiceSetting other = frozen;
  other.harmony.held.resize(4);
  CHECK(blend_of(frozen, other, 0.5f).harmony.held == frozen.harmony.held);
  VoiceSetting chord = running;
  chord.notes = {{60, 100}};
  chord.notes_share = 1;
  const VoiceSetting half = blend_of(running, chord, 0.5f);
  CHECK(half.notes == chord.notes);
  CHECK(half.notes_share == 0.5f);
  std::vector<VoiceSetting> many(9, running);
  std::vector<std::pair<const VoiceSetting*, float>> weighted;
  for (std::size_t i = 0; i < many.size(); ++i) {
    for (float note = 0; note < 4; ++note)
      many[i].notes.push_back({30 + 5 * static_cast<float>(i) + note, 100});
    weighted.emplace_back(&many[i], i == 8 ? 0.6f : 0.05f);
  }
  const VoiceSetting all = blend(weighted);
  CHECK(all.notes.size() == VoiceSetting::kMaxNotes);
  CHECK(all.notes[0].midi == 70);  // of the heaviest
}

TEST_CASE("of other sizes what fits is taken, for no voice nothing, and nothing allocates") {
  Rig rig;
  rig.set_much();
  const VoiceSetting before = rig.bay.setting(0);
  VoiceSetting strange = before;
  strange.harmony.held.resize(3);
  strange.rhythm.shares = {1};
  rig.bay.go_to(7, strange, 0);
  rig.bay.go_to(-1, strange, 0);
  CHECK(rig.bay.setting(0) == before);
  // Held latents of another model: the next frame is frozen instead. Shares of other voices: none.
  rig.bay.go_to(0, strange, 0);
  CHECK(rig.bay.setting(0).rhythm.shares == before.rhythm.shares);
  rig.play();
  const Values fresh = rig.harmony[0];
  CHECK(fresh == turned(rig.own_harmony[0], before.rotation));
  rig.play();
  CHECK(rig.harmony[0] == fresh);
  rig.bay.go_to(0, before, 0);
  CHECK(rig.bay.setting(9) == VoiceSetting{});
  const long allocated = hemiola::tests::allocations();
  rig.bay.go_to(0, before, 3);
  rig.bay.go_to(1, strange, 3);
  REQUIRE(hemiola::tests::allocations() == allocated);
  rig.play(4);
  for (const float x : rig.harmony[0]) CHECK(std::isfinite(x));
}
