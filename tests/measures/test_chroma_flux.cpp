// Chroma and flux measure the chords and onsets that were played.
#include <cmath>
#include <numbers>

#include "measures/chroma_flux.h"
#include "support/catch.h"

using namespace hemiola::measures;

namespace {

constexpr double kRate = 44100;

// A triad of tones, each with six partials of falling amplitude.
std::vector<float> triad(int chord, double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (const int interval : {0, chord < 12 ? 4 : 3, 7}) {
    const double hz = 130.8128 * std::exp2((chord % 12 + interval) / 12.0);
    for (int partial = 1; partial <= 6; ++partial)
      for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] += static_cast<float>(
            0.1 / partial *
            std::sin(2 * std::numbers::pi * hz * partial * static_cast<double>(i) / kRate));
  }
  return samples;
}

}  // namespace

TEST_CASE("the templates read all 24 triads") {
  for (int chord = 0; chord < kChordClasses; ++chord) {
    const auto read = match_triads(chroma_of(triad(chord, 1.0), kRate));
    INFO("chord " << chord);
    CHECK(read[read.size() / 2] == chord);
  }
}

TEST_CASE("silence has no chord, and a chroma is like itself") {
  const Chroma silence = chroma_of(std::vector<float>(44100, 0.0f), kRate);
  CHECK(match_triads(silence)[10] == kNoChord);
  const Chroma c = chroma_of(triad(0, 1.0), kRate), fsharp = chroma_of(triad(6, 1.0), kRate);
  CHECK(similarity(c, c) == Approx(1.0).margin(1e-4));
  CHECK(similarity(c, fsharp) < 0.6);
}

TEST_CASE("the flux finds clicks over a chord within 12 ms, and nothing else") {
  std::vector<float> samples = triad(0, 4.0);
  Times clicks;
  for (double t = 0.4; t < 3.8; t += 0.37) clicks.push_back(t);
  for (const double t : clicks)
    for (int i = 0; i < 900; ++i)
      samples[static_cast<std::size_t>(t * kRate) + static_cast<std::size_t>(i)] +=
          static_cast<float>(0.5 * std::exp(-i / 150.0) * ((i * 7919) % 13 - 6) / 6.0);
  Times found = find_onsets(flux_of(samples, kRate));
  found = within(found, 0.1, 3.9);  // without the start and end of the chord
  REQUIRE(found.size() == clicks.size());
  for (std::size_t i = 0; i < clicks.size(); ++i) CHECK(std::abs(found[i] - clicks[i]) < 0.012);
}

TEST_CASE("correlation knows likes, opposites and silence") {
  CHECK(correlation({1, 2, 3, 4}, {2, 4, 6, 8}) == Approx(1));
  CHECK(correlation({1, 2, 3, 4}, {4, 3, 2, 1}) == Approx(-1));
  CHECK(correlation({1, 1, 1}, {1, 2, 3}) == 0);
}
