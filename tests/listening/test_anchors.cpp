// Opus is in step with its source, and better with more bits.
#include <cmath>

#include "baselines/anchors.h"
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
