// Perceptual measures on pairs of sounds that differ in one property.
#include <cmath>

#include "measures/texture.h"
#include "support/catch.h"

using namespace hemiola::measures;

namespace {

constexpr double kRate = 48000;

std::vector<float> noise(double seconds, unsigned seed, double beat_hz = 0) {
  std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < out.size(); ++i) {
    seed = seed * 1664525u + 1013904223u;
    const double swell =
        beat_hz > 0 ? 1 + std::sin(2 * M_PI * beat_hz * static_cast<double>(i) / kRate) : 1;
    out[i] = static_cast<float>(0.1 * swell * (seed * (2.0 / 4294967296.0) - 1));
  }
  return out;
}

}  // namespace

TEST_CASE("a sound is like itself, less like its low-pass, and least like silence") {
  const auto sound = noise(2, 1, 3);
  const double low = ear_likeness(low_passed(sound, kRate, 3500), sound, kRate);
  const double middle = ear_likeness(low_passed(sound, kRate, 7000), sound, kRate);
  CHECK(ear_likeness(sound, sound, kRate) == Approx(1));
  CHECK(middle < 0.97);
  CHECK(low < middle);
  CHECK(ear_likeness(std::vector<float>(sound.size()), sound, kRate) < low);
}

TEST_CASE("a low-pass takes what is above and leaves what is below") {
  std::vector<float> two(static_cast<std::size_t>(kRate)), one = two;
  for (std::size_t i = 0; i < two.size(); ++i) {
    one[i] = static_cast<float>(0.3 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / kRate));
    two[i] = one[i] +
             static_cast<float>(0.3 * std::sin(2 * M_PI * 9000 * static_cast<double>(i) / kRate));
  }
  const auto passed = low_passed(two, kRate, 5000);
  double worst = 0;
  for (std::size_t i = 2000; i + 2000 < one.size(); ++i)
    worst = std::max<double>(worst, std::abs(passed[i] - one[i]));
  CHECK(worst < 0.01);
}

TEST_CASE("two stretches of the same noise have the same texture, a swelling one another") {
  const Texture one = texture_of(noise(4, 1), kRate), other = texture_of(noise(4, 99), kRate);
  const Texture swelling = texture_of(noise(4, 1, 30), kRate);
  CHECK(modulation_difference_db(one, other) < 1);
  CHECK(kurtosis_difference_db(one, other) < 0.5);
  CHECK(swelling.modulation_db[8][3] > one.modulation_db[8][3] + 10);  // 20 to 50 Hz
  CHECK(std::abs(swelling.modulation_db[8][0] - one.modulation_db[8][0]) < 4);
}

TEST_CASE("noise does not repeat; the same frame again and again does") {
  const double hop_seconds = 512 / kRate;
  CHECK(repetition(noise(4, 1), kRate, hop_seconds) < 3);
  auto hum = noise(4, 1);
  for (std::size_t i = 512; i < hum.size(); ++i) hum[i] = hum[i - 512];
  CHECK(repetition(hum, kRate, hop_seconds) > 5);
}
