// Opus is in step with its source, and better with more bits; an all-pass changes phases alone.
#include <cmath>

#include "baselines/anchors.h"
#include "measures/music_measures.h"
#include "measures/texture.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::measures;
using test::kRate;

TEST_CASE("Opus gives the sound back in step, the better the more bits it gets") {
  std::vector<float> sound(static_cast<std::size_t>(3 * kRate));
  const auto hiss = test::noise(3, 0.1);
  for (std::size_t i = 0; i < sound.size(); ++i)
    for (const double hz : {220.0, 277.2, 329.6, 2217.0})
      sound[i] += static_cast<float>(
          0.1 * std::sin(2 * M_PI * hz * static_cast<double>(i) / kRate) + 0.05 * hiss[i]);
  double before = 0;
  for (std::size_t i = 2; i < anchors().size(); ++i) {
    const auto coded = anchors()[i].sound(sound, kRate);
    REQUIRE(coded.size() == sound.size());
    const double similarity = ear_likeness(coded, sound, kRate);
    CHECK(similarity >= before);
    before = similarity;
  }
  CHECK(before > 0.9);
}

TEST_CASE("Other low phases keep levels, change what beats below 800 Hz, and nothing above") {
  std::vector<float> low(static_cast<std::size_t>(3 * kRate)), high = low;
  for (std::size_t i = 0; i < low.size(); ++i) {
    const double seconds = static_cast<double>(i) / kRate;
    for (int partial = 1; partial <= 12; ++partial)
      low[i] += static_cast<float>(0.02 * std::sin(2 * M_PI * 57 * partial * seconds));
    high[i] = static_cast<float>(0.1 * (1 - std::cos(2 * M_PI * seconds / 0.3)) *
                                 std::sin(2 * M_PI * 3000 * seconds));
  }
  const auto moved_and_as_loud = [](const std::vector<float>& sound) {
    const auto moved = with_other_low_phases(sound, kRate);
    REQUIRE(moved.size() == sound.size());
    const double before = level_db(sound, kRate, 20, 20000);
    CHECK(std::abs(level_db(moved, kRate, 20, 20000) - before) < 0.1);
    return moved;
  };
  CHECK(similarity(onset_curve(moved_and_as_loud(low), kRate), onset_curve(low, kRate)) < 0.9);
  CHECK(ear_likeness(moved_and_as_loud(high), high, kRate) > 0.99);
}
