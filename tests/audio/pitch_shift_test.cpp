// Pitch shift: the pitch changes exactly as requested, and nothing else does.
#include "audio/pitch_shift.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "audio/fixtures.h"
#include "support/catch.h"

using namespace hemiola::audio;
using namespace hemiola::test;

namespace {

// Deviation from an expected frequency, by scanning in steps of half a cent.
double cents_off(const std::vector<float>& samples, double sample_rate, double expected_hz) {
  const std::size_t first = samples.size() / 4, count = samples.size() / 2;
  double best = 0, best_cents = 0;
  for (double cents = -40; cents <= 40; cents += 0.5) {
    const double size =
        magnitude_at(samples, first, count, expected_hz * std::exp2(cents / 1200), sample_rate);
    if (size > best) {
      best = size;
      best_cents = cents;
    }
  }
  return best_cents;
}

constexpr double kRate = 44100;

// Plucked tones at changing pitches, and their onsets.
std::vector<float> plucks(std::vector<std::size_t>& onsets) {
  std::vector<float> samples(6 * 44100, 0.0f);
  constexpr double kPitches[] = {196, 330, 247, 440, 131, 294, 220, 392};
  std::size_t next = 9000;
  for (int i = 0; next + 30000 < samples.size(); next += 19000 + 1500 * (i % 5), ++i) {
    onsets.push_back(next);
    for (std::size_t k = next; k < std::min(samples.size(), next + 40000); ++k) {
      const double t = static_cast<double>(k - next) / kRate;
      const double level = 0.12 * std::min(1.0, t / 0.003) * std::exp(-7 * t);
      for (int h = 1; h < 8; ++h) {
        samples[k] += static_cast<float>(level * std::sin(2 * M_PI * kPitches[i % 8] * h * t) / h);
      }
    }
  }
  return samples;
}

// Time in seconds, relative to an onset, at which the level first exceeds half of its peak.
double attack(const std::vector<float>& samples, std::size_t onset) {
  constexpr std::size_t kHop = 22, kBefore = 3300, kAfter = 3300;
  std::vector<double> level;
  for (std::size_t i = onset - kBefore; i + kHop < onset + kAfter; i += kHop) {
    double sum = 0;
    for (std::size_t k = 0; k < 4 * kHop; ++k) sum += samples[i + k] * samples[i + k];
    level.push_back(std::sqrt(sum));
  }
  const double half = 0.5 * (level.front() + *std::max_element(level.begin(), level.end()));
  const auto first =
      std::find_if(level.begin(), level.end(), [half](double value) { return value > half; });
  return (static_cast<double>(first - level.begin()) * kHop - kBefore) / kRate;
}

}  // namespace

TEST_CASE("A sine is shifted by the semitones asked for, within five cents") {
  for (const double rate : {44100.0, 48000.0}) {
    const std::vector<float> tone = sine(440, rate, 40000);
    for (const double semitones : {-12.0, -7.0, -1.0, 0.5, 3.0, 7.0, 12.0}) {
      INFO(rate << " Hz, " << semitones << " semitones");
      const std::vector<float> shifted = pitch_shift(tone, rate, semitones);
      REQUIRE(shifted.size() == tone.size());
      const double expected = 440 * std::exp2(semitones / 12);
      CHECK(std::abs(cents_off(shifted, rate, expected)) <= 5.0);
      const double level = magnitude_at(shifted, 10000, 20000, expected, rate);
      CHECK(level == Approx(0.125).epsilon(0.12));  // a quarter of the sine's level
    }
  }
}

TEST_CASE("The length stays, however short the sound") {
  for (const std::size_t frames : {0, 1, 100, 5000, 16383, 16384, 16385, 50001}) {
    const std::vector<float> tone = sine(440, kRate, frames);
    CHECK(pitch_shift(tone, kRate, 4).size() == frames);
    CHECK(pitch_shift(tone, kRate, -5).size() == frames);
  }
}

TEST_CASE("A sound shorter than the engine's window keeps its pitch and level") {
  const std::vector<float> shifted = pitch_shift(sine(440, kRate, 6000), kRate, 5);
  const double expected = 440 * std::exp2(5 / 12.0);
  CHECK(magnitude_at(shifted, 1000, 4000, expected, kRate) == Approx(0.125).epsilon(0.25));
}

TEST_CASE("Attacks stay where they are, within a few milliseconds") {
  std::vector<std::size_t> onsets;
  const std::vector<float> music = plucks(onsets);
  for (const double semitones : {-7.0, -3.0, 3.0, 7.0}) {
    const std::vector<float> shifted = pitch_shift(music, kRate, semitones);
    double sum = 0, worst = 0;
    for (const std::size_t onset : onsets) {
      const double moved = attack(shifted, onset) - attack(music, onset);
      sum += moved;
      worst = std::max(worst, std::abs(moved));
    }
    INFO(semitones << " semitones: mean " << 1000 * sum / onsets.size() << " ms, worst "
                   << 1000 * worst << " ms");
    CHECK(std::abs(sum / onsets.size()) < 0.003);
    CHECK(worst < 0.008);
  }
}

TEST_CASE("The same sound shifted twice is the same to the bit, and no shift changes nothing") {
  std::vector<std::size_t> onsets;
  const std::vector<float> music = plucks(onsets);
  CHECK(pitch_shift(music, kRate, 3) == pitch_shift(music, kRate, 3));
  CHECK(pitch_shift(music, kRate, 0) == music);
}
