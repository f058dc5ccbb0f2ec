// Measures of a rise, an echo before a click, a step and a silence.

#include "measures/attacks.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::measures;
using test::at, test::kRate;

TEST_CASE("the energy of an even burst of 10 ms rises in 8 ms") {
  std::vector<float> sound(at(1.0));
  const auto tone = test::sine(5000, 0.01, 1);
  std::copy(tone.begin(), tone.end(), sound.begin() + static_cast<std::ptrdiff_t>(at(0.5)));
  CHECK(attack_of(sound, kRate, at(0.5)).rise_ms == Approx(8.0).margin(0.2));
}

TEST_CASE("a single sample rises at once and has nothing before it") {
  std::vector<float> sound(at(1.0));
  sound[at(0.5)] = 1;
  const Attack attack = attack_of(sound, kRate, at(0.5));
  CHECK(attack.rise_ms == 0);
  CHECK(attack.before_db == -120);
}

TEST_CASE("an echo of half the height before a click is 7 dB below all") {
  std::vector<float> sound(at(1.0));
  sound[at(0.5)] = 1;
  sound[at(0.48)] = 0.5;
  const Attack attack = attack_of(sound, kRate, at(0.5));
  CHECK(attack.before_db == Approx(10 * std::log10(0.25 / 1.25)).margin(0.01));
  CHECK(attack.rise_ms == Approx(20).margin(0.1));
}

TEST_CASE("a sine has the step of its slope, and its peak") {
  const auto sound = test::sine(441, 0.5, 0.5);
  CHECK(largest_step(sound, 0, sound.size()) ==
        Approx(0.5 * 2 * std::numbers::pi * 441 / kRate).epsilon(1e-3));
  CHECK(peak_dbfs(sound, 0, sound.size()) == Approx(-6.02).margin(0.01));
  CHECK(peak_dbfs(std::vector<float>(100), 0, 100) == -160);
}

TEST_CASE("a crack stands out of a steady sound, and a steady sound stands out of nothing") {
  auto sound = test::sine(441, 2.4, 0.2);
  CHECK(step_ratio(sound, kRate, 1.2) == Approx(1).epsilon(0.01));
  const double steady = largest_step(sound, 0, sound.size());
  sound[at(1.25)] += static_cast<float>(3 * steady);
  CHECK(step_ratio(sound, kRate, 1.2) > 2);
}

TEST_CASE(
    "a sound that starts is held against what it becomes, one that stops against what it was") {
  auto sound = test::sine(441, 2.4, 0.2);  // sample 52900 is zero, 52925 is a peak
  std::fill(sound.begin(), sound.begin() + 52900, 0.0f);
  CHECK(step_ratio(sound, kRate, 1.2) == Approx(1).epsilon(0.01));
  sound = test::sine(441, 2.4, 0.2);
  std::fill(sound.begin() + 52925, sound.end(), 0.0f);
  CHECK(step_ratio(sound, kRate, 1.2) > 1.5);  // cut off away from zero
}
