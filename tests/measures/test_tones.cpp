// Tones with known detuning and modulation.

#include "measures/tones.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::measures;
using test::kRate;

namespace {

constexpr double kHopHz = 93.83;

TestTone detuned(TestTone tone, double cents) {
  for (Partial& partial : tone.partials) partial.hz *= std::exp2(cents / 1200);
  return tone;
}

ToneReading read(const TestTone& heard, const TestTone& wanted) {
  return read_tone(play(heard, kRate, 3), kRate, 0.5, wanted, kHopHz);
}

}  // namespace

TEST_CASE("tones as they should be read as such") {
  for (const TestTone& tone : test_tones(kRate)) {
    const ToneReading reading = read(tone, tone);
    INFO(tone.name);
    CHECK(reading.low_cents < 0.1);
    CHECK(reading.high_cents < 0.1);
    CHECK(reading.modulation_percent < 0.1);
    CHECK(std::max(reading.low_cents, reading.high_cents) >= 0);
  }
}

TEST_CASE("tones that are 10 cents sharp or flat read 10 cents, in the bass and above it") {
  for (const double cents : {10.0, -10.0})
    for (const TestTone& tone : test_tones(kRate)) {
      const ToneReading reading = read(detuned(tone, cents), tone);
      INFO(tone.name);
      if (reading.low_cents >= 0) CHECK(reading.low_cents == Approx(10).margin(0.15));
      if (reading.high_cents >= 0) CHECK(reading.high_cents == Approx(10).margin(0.1));
    }
}

TEST_CASE("a tone that is not there is a semitone off") {
  const TestTone tone{"sine", {{440, 1}}, 1};
  const ToneReading reading = read_tone(std::vector<float>(4 * 44100), kRate, 0.5, tone, kHopHz);
  CHECK(reading.high_cents == 100);
  CHECK(reading.low_cents < 0);
}

TEST_CASE("5 % of amplitude modulation at the hop rate read 5 %, frequency modulation reads none") {
  const TestTone tone{"sine", {{440, 1}}, 1};
  auto sound = play(tone, kRate, 3);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] *= static_cast<float>(
        1 + 0.05 * std::sin(2 * std::numbers::pi * kHopHz * static_cast<double>(i) / kRate + 1));
  CHECK(read_tone(sound, kRate, 0.5, tone, kHopHz).modulation_percent == Approx(5).margin(0.05));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    sound[i] = static_cast<float>(std::sin(2 * std::numbers::pi * 440 * t +
                                           0.1 * std::sin(2 * std::numbers::pi * kHopHz * t)));
  }
  CHECK(read_tone(sound, kRate, 0.5, tone, kHopHz).modulation_percent < 0.1);
}

TEST_CASE("modulation is not read where another partial lies in the side band's place") {
  const TestTone tone{"two", {{440, 1}, {440 + kHopHz, 1}}, 1};
  CHECK(read(tone, tone).modulation_percent < 0);
}
