// The patch bay: routes, freezes and rotates whole voices, without allocation.
#include <limits>
#include <vector>

#include "expected.h"
#include "patchbay/patch_bay.h"
#include "support/allocations.h"
#include "support/catch.h"

using namespace hemiola::patchbay;
using hemiola::tests::turned;

namespace {

constexpr LatentShape kShape{.places = 12, .channels_per_place = 2, .rhythm = 5};

// A voice's latents; their values encode voice, frame and channel.
struct Latents {
  std::vector<float> harmony = std::vector<float>(kShape.harmony());
  std::vector<float> rhythm = std::vector<float>(kShape.rhythm);

  Latents(int voice, int frame) {
    for (int i = 0; i < kShape.harmony(); ++i) harmony[i] = 1000.0f * voice + 100.0f * frame + i;
    for (int i = 0; i < kShape.rhythm; ++i) rhythm[i] = -1000.0f * voice - 100.0f * frame - i;
  }
  bool operator==(const Latents&) const = default;
};

// Sends the given voices' latents of one frame through the patch bay.
std::vector<Latents> play(PatchBay& bay, const std::vector<int>& voices, int frame) {
  std::vector<Latents> latents;
  for (int voice : voices) latents.emplace_back(voice, frame);
  std::vector<VoiceFrame> frames;
  for (std::size_t i = 0; i < voices.size(); ++i)
    frames.push_back({voices[i], latents[i].harmony.data(), latents[i].rhythm.data()});
  bay.process(frames);
  return latents;
}

Command command(int voice, Part part, Verb verb, float value, float weight = 1) {
  return {.voice = voice, .part = part, .verb = verb, .value = value, .weight = weight};
}

}  // namespace

TEST_CASE("an untouched patch bay changes no bit") {
  PatchBay bay(kShape, 4);
  const auto out = play(bay, {2, 0}, 0);
  CHECK(out[0] == Latents(2, 0));
  CHECK(out[1] == Latents(0, 0));
}

TEST_CASE("a rotation turns its own voice's harmony and nothing else") {
  PatchBay bay(kShape, 4);
  REQUIRE(bay.apply(command(1, Part::harmony, Verb::rotate, 5)));
  const auto out = play(bay, {0, 1}, 0);
  CHECK(out[0] == Latents(0, 0));
  CHECK(out[1].harmony == turned(Latents(1, 0).harmony, 5));
  CHECK(out[1].rhythm == Latents(1, 0).rhythm);
}

TEST_CASE("a frozen part holds the first frozen frame to the bit while the other part runs on") {
  PatchBay bay(kShape, 2);
  play(bay, {0}, 0);
  REQUIRE(bay.apply(command(0, Part::harmony, Verb::freeze, 1)));
  for (int frame = 1; frame < 6; ++frame) {
    const auto out = play(bay, {0}, frame);
    REQUIRE(out[0].harmony == Latents(0, 1).harmony);
    REQUIRE(out[0].rhythm == Latents(0, frame).rhythm);
  }
  SECTION("freezing again does not take a new frame") {
    REQUIRE(bay.apply(command(0, Part::harmony, Verb::freeze, 1)));
    CHECK(play(bay, {0}, 6)[0].harmony == Latents(0, 1).harmony);
  }
  SECTION("what is held can still be rotated") {
    REQUIRE(bay.apply(command(0, Part::harmony, Verb::rotate, -3)));
    CHECK(play(bay, {0}, 6)[0].harmony == turned(Latents(0, 1).harmony, -3));
  }
  SECTION("thawing lets the frame of that moment through") {
    REQUIRE(bay.apply(command(0, Part::harmony, Verb::freeze, 0)));
    CHECK(play(bay, {0}, 6)[0] == Latents(0, 6));
  }
  SECTION("a new sound in the voice is held from its own first frame") {
    bay.forget(0);
    play(bay, {0}, 7);
    CHECK(play(bay, {0}, 8)[0].harmony == Latents(0, 7).harmony);
  }
}

TEST_CASE("two voices can take each other's harmony of the same frame") {
  PatchBay bay(kShape, 2);
  REQUIRE(bay.apply(command(0, Part::harmony, Verb::from, 1)));
  REQUIRE(bay.apply(command(1, Part::harmony, Verb::from, 0)));
  for (int frame = 0; frame < 3; ++frame) {
    const auto out = play(bay, {0, 1}, frame);
    REQUIRE(out[0].harmony == Latents(1, frame).harmony);
    REQUIRE(out[1].harmony == Latents(0, frame).harmony);
    REQUIRE(out[0].rhythm == Latents(0, frame).rhythm);
  }
}

TEST_CASE("a route takes the source's own latent, before the source's rotation and freezing") {
  PatchBay bay(kShape, 2);
  REQUIRE(bay.apply(command(1, Part::harmony, Verb::rotate, 4)));
  REQUIRE(bay.apply(command(1, Part::rhythm, Verb::freeze, 1)));
  REQUIRE(bay.apply(command(0, Part::harmony, Verb::from, 1)));
  REQUIRE(bay.apply(command(0, Part::rhythm, Verb::from, 1)));
  play(bay, {0, 1}, 0);
  const auto out = play(bay, {0, 1}, 1);
  CHECK(out[0].harmony == Latents(1, 1).harmony);
  CHECK(out[0].rhythm == Latents(1, 1).rhythm);
  CHECK(out[1].rhythm == Latents(1, 0).rhythm);
}

TEST_CASE("a weight mixes the own latent with the source's") {
  PatchBay bay(kShape, 2);
  REQUIRE(bay.apply(command(0, Part::rhythm, Verb::from, 1, 0.25f)));
  const auto out = play(bay, {0, 1}, 0);
  std::vector<float> expected(kShape.rhythm);
  blend(Latents(0, 0).rhythm, Latents(1, 0).rhythm, 0.25f, expected);
  CHECK(out[0].rhythm == expected);
}

TEST_CASE("a source that stopped playing holds its last latent") {
  PatchBay bay(kShape, 2);
  REQUIRE(bay.apply(command(0, Part::harmony, Verb::from, 1)));
  play(bay, {0, 1}, 3);
  CHECK(play(bay, {0}, 4)[0].harmony == Latents(1, 3).harmony);
  bay.forget(1);
  CHECK(play(bay, {0}, 5)[0].harmony == std::vector<float>(kShape.harmony()));
}

TEST_CASE("minus one and the own voice end a route") {
  PatchBay bay(kShape, 2);
  for (float end : {-1.0f, 0.0f}) {
    REQUIRE(bay.apply(command(0, Part::harmony, Verb::from, 1)));
    REQUIRE(bay.apply(command(0, Part::harmony, Verb::from, end)));
    CHECK(play(bay, {0, 1}, 0)[0] == Latents(0, 0));
  }
}

TEST_CASE("a command to all voices reaches every one, and reset undoes everything") {
  PatchBay bay(kShape, 3);
  REQUIRE(bay.apply(command(-1, Part::harmony, Verb::rotate, 2)));
  REQUIRE(bay.apply(command(-1, Part::rhythm, Verb::from, 2)));
  const auto out = play(bay, {0, 1, 2}, 0);
  for (int voice = 0; voice < 3; ++voice) {
    REQUIRE(out[voice].harmony == turned(Latents(voice, 0).harmony, 2));
    REQUIRE(out[voice].rhythm == Latents(2, 0).rhythm);
  }
  REQUIRE(bay.apply(command(-1, Part::harmony, Verb::freeze, 1)));
  REQUIRE(bay.apply(command(-1, Part::harmony, Verb::reset, 0)));
  const auto after = play(bay, {0, 1, 2}, 1);
  for (int voice = 0; voice < 3; ++voice) REQUIRE(after[voice] == Latents(voice, 1));
}

TEST_CASE("what does not exist is refused and changes nothing") {
  PatchBay bay(kShape, 2);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(bay.apply(command(2, Part::harmony, Verb::rotate, 1)));
  CHECK_FALSE(bay.apply(command(-2, Part::harmony, Verb::rotate, 1)));
  CHECK_FALSE(bay.apply(command(0, Part::harmony, Verb::from, 2)));
  CHECK_FALSE(bay.apply(command(0, Part::harmony, Verb::from, 1e20f)));
  CHECK_FALSE(bay.apply(command(0, Part::harmony, Verb::from, nan)));
  CHECK_FALSE(bay.apply(command(0, Part::harmony, Verb::rotate, nan)));
  CHECK_FALSE(bay.apply(command(0, Part::rhythm, Verb::rotate, 1)));
  bay.forget(-1);
  bay.forget(2);
  Latents stray(5, 0);
  const VoiceFrame unknown{5, stray.harmony.data(), stray.rhythm.data()};
  bay.process({&unknown, 1});
  CHECK(stray == Latents(5, 0));
  CHECK(play(bay, {0}, 0)[0] == Latents(0, 0));
}

TEST_CASE("a frame of all voices allocates nothing") {
  PatchBay bay(kShape, 8);
  std::vector<Latents> latents;
  std::vector<VoiceFrame> frames;
  for (int voice = 0; voice < 8; ++voice) latents.emplace_back(voice, 0);
  for (int voice = 0; voice < 8; ++voice)
    frames.push_back({voice, latents[voice].harmony.data(), latents[voice].rhythm.data()});
  const long before = hemiola::tests::allocations();
  bay.apply(command(-1, Part::harmony, Verb::rotate, 2.5f));
  bay.apply(command(-1, Part::harmony, Verb::from, 3, 0.5f));
  bay.process(frames);
  bay.apply(command(-1, Part::harmony, Verb::freeze, 1));
  bay.process(frames);
  bay.forget(3);
  bay.apply(command(-1, Part::harmony, Verb::reset, 0));
  bay.process(frames);
  const long after = hemiola::tests::allocations();
  CHECK(after - before == 0);
  CHECK(before > 0);
}
