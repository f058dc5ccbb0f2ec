// The measures without labels, on sounds with known results.

#include "measures/music_measures.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::measures;
using test::kRate;

namespace {

using Samples = std::vector<float>;

void add(Samples& to, const Samples& what, float gain = 1) {
  for (std::size_t i = 0; i < std::min(to.size(), what.size()); ++i) to[i] += gain * what[i];
}

// Bursts of noise, a_second of them per second.
Samples bursts(double a_second, double seconds, std::size_t late = 0) {
  Samples out(static_cast<std::size_t>(seconds * kRate));
  const Samples hiss = test::noise(seconds, 0.3);
  const auto step = static_cast<std::size_t>(kRate / a_second);
  for (std::size_t i = late; i < out.size(); ++i)
    out[i] = hiss[i] * std::exp(-static_cast<float>((i - late) % step) / 2000.0f);
  return out;
}

Samples chord(std::initializer_list<int> notes, double seconds) {
  Samples out(static_cast<std::size_t>(seconds * kRate));
  for (const int note : notes)
    for (int partial = 1; partial <= 4; ++partial)
      add(out, test::sine(partial * 440 * std::exp2((note - 69) / 12.0), seconds, 0.1 / partial));
  return out;
}

}  // namespace

TEST_CASE(
    "an onset curve is like itself, also 50 ms later and quieter, and unlike another rhythm") {
  const auto curve = onset_curve(bursts(3, 4), kRate);
  CHECK(similarity(curve, curve) == Approx(1));
  const auto later = onset_curve(test::scaled(bursts(3, 4, 2205), 0.5f), kRate);
  CHECK(similarity(later, curve) > 0.8);
  CHECK(similarity(onset_curve(bursts(4.3, 4), kRate), curve) < 0.3);
  CHECK(similarity(onset_curve(Samples(4 * 44100), kRate), curve) == 0);
}

TEST_CASE("pitch classes follow a transposition, and noise has none") {
  const auto c_major = pitch_classes(chord({48, 60, 64, 67}, 3), kRate);
  const auto e_major = pitch_classes(chord({52, 64, 68, 71}, 3), kRate);
  CHECK(similarity(c_major, c_major) == Approx(1));
  CHECK(similarity(e_major, c_major, 4) > 0.95);
  CHECK(similarity(c_major, e_major, -4) > 0.95);
  CHECK(similarity(e_major, c_major) < 0.3);
  CHECK(std::abs(similarity(pitch_classes(test::noise(3), kRate), c_major)) < 0.3);
}

TEST_CASE("levels are those of a sine in its octave, and of nothing elsewhere") {
  const auto sine = test::sine(1000, 2, 0.5);
  const auto levels = octave_levels_db(sine, kRate);
  REQUIRE(levels.size() == 9);
  for (std::size_t octave = 0; octave < levels.size(); ++octave)
    if (octave != 4 && octave != 5)
      CHECK(levels[octave] < levels[4] - 40);  // 500 Hz to 1 kHz; the tone is at the border
  CHECK(level_db(test::scaled(sine, 2), kRate, 900, 1100) ==
        Approx(level_db(sine, kRate, 900, 1100) + 6.02).margin(0.01));
}

TEST_CASE(
    "a whistle that the source has not is found, with its place and level; the source's own is "
    "not") {
  const Samples source = bursts(3, 4);
  Samples whistling = source;
  add(whistling, test::sine(16600, 4, 0.01));
  double hz = 0;
  CHECK(false_tone_dbfs(whistling, source, kRate, &hz) == Approx(-40).margin(3));
  CHECK(hz == Approx(16600).margin(5));
  CHECK(false_tone_dbfs(whistling, whistling, kRate) == -120);
  CHECK(false_tone_dbfs(source, source, kRate) == -120);
  Samples chorded = chord({57, 61, 64}, 4);
  CHECK(false_tone_dbfs(chorded, chorded, kRate) == -120);
}
