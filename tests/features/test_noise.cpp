// Noise: right level, no repetition, same bits for the same seed.
#include <algorithm>
#include <cmath>
#include <memory>

#include "features/excitation.h"
#include "features/noise.h"
#include "features/overlap.h"
#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

// Noise from equal magnitudes at all frequencies, with a mean square of one.
Samples white(double rate, std::uint64_t seed, int frames) {
  const Geometry geometry;
  const SynthesisFrame frame = synthesis_frame(geometry, rate);
  NoiseStream stream(make_noise_tables(geometry, frame), seed);
  const RealTransform transform(frame.transform);
  OverlapAdd overlap(std::make_shared<OverlapTables>(frame));
  AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(frame.bins()));
  AlignedBuffer<float> samples(static_cast<std::size_t>(frame.transform));
  const std::vector<float> magnitudes(spectrum.size(), std::sqrt(3.0f / 8 * frame.window));
  Samples sound;
  for (int t = 0; t < frames; ++t) {
    stream.paint(magnitudes, spectrum);
    transform.inverse(spectrum, samples);
    overlap.add(samples.data());
    sound.resize(sound.size() + frame.hop);
    overlap.add_hop(&sound[sound.size() - frame.hop]);
  }
  sound.erase(sound.begin(), sound.begin() + frame.window);
  return sound;
}

double likeness_after(const Samples& x, std::size_t lag) {
  double product = 0, square = 0;
  for (std::size_t i = 0; i + lag < x.size(); ++i) {
    product += x[i] * x[i + lag];
    square += x[i] * x[i];
  }
  return std::abs(product / square);
}

}  // namespace

TEST_CASE("noise is as loud as its magnitudes say at every rate") {
  for (const double rate : {22050.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
    INFO(rate);
    CHECK(std::abs(db(rms(white(rate, 1, 200)))) < 0.6);
  }
}

TEST_CASE("noise does not repeat with the frames") {
  const Samples sound = white(48000, 1, 600);
  const auto hop = static_cast<std::size_t>(hop_samples(Geometry{}, 48000));
  // 999 of 1000 pairs of independent noise of this length are less alike than this.
  const double chance = 3.3 / std::sqrt(static_cast<double>(sound.size()));
  for (std::size_t hops = 5; hops < 40; ++hops) CHECK(likeness_after(sound, hops * hop) < chance);
  // Neighbouring frames overlap, but are not more alike at a distance of a hop.
  for (std::size_t hops = 1; hops < 5; ++hops) CHECK(likeness_after(sound, hops * hop) < 0.02);
}

TEST_CASE("the same seed gives the same noise, another another") {
  const Samples one = white(44100, 1, 20);
  CHECK(one == white(44100, 1, 20));
  const Samples other = white(44100, 2, 20);
  double product = 0, square = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    product += one[i] * other[i];
    square += one[i] * one[i];
  }
  CHECK(std::abs(product / square) < 0.04);
}

TEST_CASE("air goes on from the highest bands, falls, and ends at 20 kHz") {
  const SynthesisFrame frame = synthesis_frame(Geometry{}, 48000);
  const AirTables air(Geometry{}, frame);
  std::vector<float> magnitudes(static_cast<std::size_t>(frame.bins()), 1.0f);
  air.extend(magnitudes);
  const auto at = [&](double hz) {
    return magnitudes[static_cast<std::size_t>(hz / frame.hz_per_bin())];
  };
  CHECK(at(15000) == 1.0f);
  CHECK(db(at(16500)) == Approx(0).margin(0.5));
  CHECK(db(at(19000)) < -1);
  CHECK(db(at(19000)) > -6);
  CHECK(at(20100) == 0.0f);
  // A codec cut off what lies above 15.5 kHz.
  std::fill(magnitudes.begin() + static_cast<std::ptrdiff_t>(15500 / frame.hz_per_bin()),
            magnitudes.end(), 0.0f);
  air.extend(magnitudes);
  CHECK(at(15400) == 1.0f);
  CHECK(std::all_of(magnitudes.begin() + static_cast<std::ptrdiff_t>(15550 / frame.hz_per_bin()),
                    magnitudes.end(), [](float x) { return x == 0; }));
  std::fill(magnitudes.begin(), magnitudes.end(), 0.0f);
  air.extend(magnitudes);
  CHECK(std::all_of(magnitudes.begin(), magnitudes.end(), [](float x) { return x == 0; }));
}
