// Chords and onsets from bands.

#include "baselines/synthesizer.h"
#include "evaluation/labels.h"
#include "measures/band_readings.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::measures;
using test::at, test::kRate;

namespace {

std::vector<float> triad(int chord, double seconds) {
  std::vector<float> sum(at(seconds));
  for (const int interval : {0, chord < 12 ? 4 : 3, 7})
    for (int partial = 1; partial <= 3; ++partial) {
      const double hz = 261.6256 * std::exp2((chord % 12 + interval) / 12.0) * partial;
      const auto tone = test::sine(hz, seconds, 0.1 / partial);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += tone[i];
    }
  return sum;
}

}  // namespace

TEST_CASE("the templates read all 24 triads off bands") {
  const features::Geometry geometry;
  for (int chord = 0; chord < measures::kChordClasses; ++chord) {
    const auto bands = bands_of(triad(chord, 1.0), geometry, kRate);
    const auto read = measures::match_triads(band_chroma(bands, geometry, kRate));
    INFO("chord " << chord);
    CHECK(read[read.size() / 2] == chord);
  }
}

TEST_CASE("the flux of bands finds hits over a chord within a tolerance, and nothing else") {
  const features::Geometry geometry;
  auto samples = triad(0, 4.0);
  measures::Times hits;
  for (double t = 0.5; t < 3.7; t += 0.37) hits.push_back(t);
  const auto burst = test::noise(0.02, 0.5);
  for (const double t : hits)
    for (std::size_t i = 0; i < burst.size(); ++i)
      samples[at(t) + i] += burst[i] * std::exp(-static_cast<float>(i) / 200);
  const auto bands = bands_of(samples, geometry, kRate);
  const auto found =
      measures::within(measures::find_onsets(band_flux(bands, geometry, kRate)), 0.2, 3.9);
  const auto counts = measures::match(found, hits);
  CHECK(counts.hits == std::ssize(hits));
  CHECK(counts.false_alarms == 0);
}
