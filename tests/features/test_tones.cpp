// Tones as parts of a spectrum: each with a gain of its own.

#include <algorithm>
#include <cmath>

#include "features/excitation.h"
#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

constexpr double kRate = 44100.0;

struct Painted {
  AlignedBuffer<std::complex<float>> spectrum;
  std::vector<std::complex<float>> plain;
  std::vector<Lobe> lobes;
};

// The tones in the last frame of a sound, with these gains.
Painted painted(const Samples& samples, const Geometry& geometry,
                const std::vector<float>& log_gains) {
  const Seam seam(kRate, geometry);
  const std::vector<float> frames = analyse(seam.analysis, samples);
  const auto bands = static_cast<std::size_t>(geometry.bands);
  Excitation excitation(make_excitation_tables(geometry, kRate));
  const auto bins = static_cast<std::size_t>(excitation.frame().bins());
  Painted result{
      AlignedBuffer<std::complex<float>>(bins), std::vector<std::complex<float>>(bins), {}};
  for (std::size_t n = 0; n + 1 < frames.size() / bands; ++n) {
    excitation.take(frames.data() + n * bands);
    excitation.paint_tones(log_gains.data(), result.plain, result.spectrum);
  }
  result.lobes = excitation.lobes();
  return result;
}

}  // namespace

TEST_CASE("a gain changes its tone and leaves the one beside it, even in the same bins") {
  Geometry geometry;
  geometry.synthesis_window_seconds = 0.0232;  // 43 Hz a bin
  Samples samples = sine(kRate, 1.0, 220.0, 0.1);
  const Samples other = sine(kRate, 1.0, 277.2, 0.1);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += other[i];
  std::vector<float> gains(static_cast<std::size_t>(geometry.bands));
  const Painted before = painted(samples, geometry, gains);
  const auto is_higher = [&](double band) {
    return std::abs(std::log2(band_hz(geometry, band) / 277.2)) < 0.1;
  };
  for (int band = 0; band < geometry.bands; ++band)
    if (is_higher(band)) gains[static_cast<std::size_t>(band)] = 0.69314718f;
  const Painted after = painted(samples, geometry, gains);
  const auto count = std::count_if(after.lobes.begin(), after.lobes.end(),
                                   [&](const Lobe& lobe) { return is_higher(lobe.position); });
  REQUIRE(count >= 1);
  REQUIRE(count < std::ssize(after.lobes));
  for (std::size_t bin = 0; bin < after.plain.size(); ++bin) {
    // Without gains all is as before, so phases go on as they did.
    REQUIRE(after.plain[bin] == before.plain[bin]);
    std::complex<float> expected = 0;
    for (const Lobe& lobe : after.lobes) {
      const int k = static_cast<int>(bin) - lobe.first;
      if (k < 0 || k >= lobe.count) continue;
      expected += (is_higher(lobe.position) ? 2.0f : 1.0f) * lobe.bins[static_cast<std::size_t>(k)];
    }
    REQUIRE(std::abs(after.spectrum[bin] - expected) < 1e-5f * std::abs(expected) + 1e-6f);
  }
}
