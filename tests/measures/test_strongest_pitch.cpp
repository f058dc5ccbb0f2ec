// The strongest pitch: of sines, saws, in noise, and beside a softer tone.
#include <cmath>
#include <random>
#include <vector>

#include "measures/strongest_pitch.h"
#include "support/catch.h"

using hemiola::measures::strongest_pitch;

namespace {

constexpr double kRate = 44100;

std::vector<float> tone(double midi, int partials, double amplitude = 0.1) {
  std::vector<float> samples(static_cast<std::size_t>(0.35 * kRate));
  const double hz = 440 * std::exp2((midi - 69) / 12);
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (int k = 1; k <= partials && k * hz < 15000; ++k)
      samples[i] += static_cast<float>(
          amplitude / k * std::sin(2 * M_PI * k * hz * static_cast<double>(i) / kRate + k));
  return samples;
}

std::vector<float> sum(std::vector<float> a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

std::vector<float> noise(double amplitude) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0, static_cast<float>(amplitude));
  std::vector<float> samples(static_cast<std::size_t>(0.35 * kRate));
  for (float& x : samples) x = normal(random);
  return samples;
}

}  // namespace

TEST_CASE("sines and saws have their pitch, within three cents") {
  for (const double midi : {36.0, 45.3, 60.0, 72.5, 84.0, 96.0}) {
    CHECK(strongest_pitch(tone(midi, 1), kRate) == Approx(midi).margin(0.03));
    CHECK(strongest_pitch(tone(midi, 20), kRate) == Approx(midi).margin(0.03));
  }
}

TEST_CASE("noise and a softer tone beside it change no pitch") {
  CHECK(strongest_pitch(sum(tone(57, 20), noise(0.02)), kRate) == Approx(57).margin(0.05));
  CHECK(strongest_pitch(sum(tone(64, 10), tone(58, 10, 0.03)), kRate) == Approx(64).margin(0.05));
}

TEST_CASE("silence has no pitch") { CHECK(strongest_pitch(std::vector<float>(16384), kRate) == 0); }
