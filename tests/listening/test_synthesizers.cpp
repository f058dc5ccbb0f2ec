// All synthesizers: timing, tuning, level, and equal measures for all.

#include "baselines/synthesizer.h"
#include "listening/probes.h"
#include "measures/compare.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::listening;
using namespace hemiola::measures;
using test::at, test::kRate;

namespace {

struct NamedWay {
  const char* name;
  MakeSynthesizer make;
};
const NamedWay kWays[] = {{"classical", make_classical},
                          {"phase integration", make_phase_integration},
                          {"Griffin-Lim", make_griffin_lim}};

}  // namespace

TEST_CASE("a burst comes out where it went in") {
  const features::Geometry geometry;
  std::vector<float> input(at(1.5));
  const auto burst = test::noise(0.1, 0.5);
  std::copy(burst.begin(), burst.end(), input.begin() + static_cast<std::ptrdiff_t>(at(0.7)));
  for (const auto& [name, make] : kWays) {
    const auto sound = make(geometry, kRate)->sound(bands_of(input, geometry, kRate), input.size());
    INFO(name);
    REQUIRE(sound.size() == input.size());
    double moment = 0, energy = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
      energy += sound[i] * sound[i];
      moment += static_cast<double>(i) / kRate * sound[i] * sound[i];
    }
    CHECK(moment / energy == Approx(0.75).margin(0.006));
  }
}

TEST_CASE("a sine keeps its pitch within a semitone and its level within 3 dB") {
  const features::Geometry geometry;
  const TestTone tone{"sine", {{453, 1}}, 1};
  const auto input = play(tone, kRate, 3);
  for (const auto& [name, make] : kWays) {
    const auto sound = make(geometry, kRate)->sound(bands_of(input, geometry, kRate), input.size());
    INFO(name);
    CHECK(read_tone(sound, kRate, 0.5, tone, 93.8).high_cents < 60);
    CHECK(std::abs(loudness_lufs(sound, kRate) - loudness_lufs(input, kRate)) < 3);
  }
}

TEST_CASE("the oscillators of the present way hold a sine within 3 cents, which others need not") {
  const features::Geometry geometry;
  const TestTone tone{"sine", {{453, 1}}, 1};
  const auto input = play(tone, kRate, 3);
  const auto sound =
      make_classical(geometry, kRate)->sound(bands_of(input, geometry, kRate), input.size());
  CHECK(read_tone(sound, kRate, 0.5, tone, 93.8).high_cents < 3);
}

TEST_CASE("Griffin-Lim agrees with its magnitudes better than a single pass does") {
  const features::Geometry geometry;
  const auto input = test::noise(1.5);
  const auto bands = bands_of(input, geometry, kRate);
  const auto distance = [&](const MakeSynthesizer& make) {
    return spectral_distance(make(geometry, kRate)->sound(bands, input.size()), input, kRate);
  };
  CHECK(distance(make_griffin_lim).log_db < distance(make_phase_integration).log_db);
}

TEST_CASE("silence sounds as silence, and after a sound it comes soon") {
  const features::Geometry geometry;
  const auto input = make_chord_and_silence(kRate);
  const auto bands = bands_of(input, geometry, kRate);
  for (const auto& [name, make] : kWays) {
    INFO(name);
    CHECK(probe_silence(*make(geometry, kRate), bands, kRate) < -80);
  }
}

TEST_CASE("clicks lie at eight places against the frames, and cost can be told") {
  const features::Geometry geometry;
  const Clicks clicks = make_clicks(geometry, kRate);
  REQUIRE(clicks.at.size() == 8);
  const auto hop = static_cast<std::size_t>(features::hop_samples(geometry, kRate));
  CHECK((clicks.at[4] - clicks.at[0]) % hop == hop / 2);
  const auto bands = bands_of(clicks.samples, geometry, kRate);
  const auto synthesizer = make_classical(geometry, kRate);
  const Attack attack = probe_clicks(*synthesizer, clicks, bands, kRate);
  CHECK(attack.rise_ms > 0.1);
  CHECK(attack.before_db < 0);
  CHECK(probe_cost(*synthesizer, geometry, kRate, bands) > 0.001);
}
