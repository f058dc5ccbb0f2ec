// Distance and loudness for known differences.

#include "measures/compare.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::measures;
using test::kRate;

TEST_CASE("a sound is no distance from itself") {
  const auto sound = test::noise(1);
  const auto distance = spectral_distance(sound, sound, kRate);
  CHECK(distance.log_db == 0);
  CHECK(distance.convergence == 0);
}

TEST_CASE("twice as loud is 6 dB away, and as far as the sound is large") {
  const auto sound = test::noise(1);
  const auto distance = spectral_distance(test::scaled(sound, 2), sound, kRate);
  CHECK(distance.log_db == Approx(6.02).margin(0.02));
  CHECK(distance.convergence == Approx(1).margin(1e-3));
}

TEST_CASE("what lies 80 dB below the loudest bin, nobody is charged for") {
  auto sound = test::sine(1000, 1, 0.5);
  const auto hiss = test::noise(1, 1e-4);
  auto with_hiss = sound;
  for (std::size_t i = 0; i < sound.size(); ++i) with_hiss[i] += hiss[i];
  CHECK(spectral_distance(with_hiss, sound, kRate).log_db < 0.1);
}

TEST_CASE("a missing sound is as far away as the range allows, silence is not judged") {
  const auto sound = test::noise(1);
  const std::vector<float> nothing(sound.size());
  const auto distance = spectral_distance(nothing, sound, kRate);
  CHECK(distance.log_db > 30);
  CHECK(distance.convergence == Approx(1));
  auto half = sound;
  half.resize(2 * sound.size());
  CHECK(spectral_distance(test::scaled(half, 2), half, kRate).log_db == Approx(6.02).margin(0.1));
}

TEST_CASE("a sine of 997 Hz at full scale has -3 LUFS, half of it 6 less, silence -120") {
  const auto sine = test::sine(997, 3, 1);
  CHECK(loudness_lufs(sine, kRate) == Approx(-3.01).margin(0.05));
  CHECK(loudness_lufs(test::scaled(sine, 0.5f), kRate) == Approx(-9.03).margin(0.05));
  CHECK(loudness_lufs(std::vector<float>(44100), kRate) == -120);
}
