// Tones and hits of a sound are separated without loss.
#include <algorithm>

#include "features/running_median.h"
#include "features/separation.h"
#include "features/signals.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

Samples added(const Samples& a, const Samples& b) {
  Samples out = a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += b[i];
  return out;
}

double largest_difference(const Samples& a, const Samples& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  return largest;
}

double correlation(const Samples& a, const Samples& b) {
  double product = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) product += static_cast<double>(a[i]) * b[i];
  return product / (rms(a) * rms(b) * static_cast<double>(a.size()));
}

Samples chord(double sample_rate, double seconds) {
  Samples out = sine(sample_rate, seconds, 220.0, 0.2);
  for (const double hz : {277.18, 329.63, 440.0, 659.26, 1318.5})
    out = added(out, sine(sample_rate, seconds, hz, 0.1));
  return out;
}

// A burst of noise every 300 ms, decayed after about 10 ms.
Samples hits(double sample_rate, double seconds) {
  Samples out = noise(sample_rate, seconds, 0.8);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = std::fmod(static_cast<double>(i) / sample_rate + 0.15, 0.3);
    out[i] *= static_cast<float>(std::exp(-300.0 * t));
  }
  return out;
}

Samples clicks(double sample_rate, double seconds) {
  Samples out = silence(sample_rate, seconds);
  const auto step = static_cast<std::size_t>(0.3 * sample_rate);
  for (std::size_t i = step / 2; i < out.size(); i += step) out[i] = 0.9f;
  return out;
}

}  // namespace

TEST_CASE("the median of each series is the one that sorting finds") {
  constexpr int kLanes = 16, kLength = 9;
  RunningMedian median(kLanes, kLength);
  Samples rows = noise(kLanes, 60.0, 1.0);
  // With equal values, as a sorted list may drop the wrong one of them.
  for (float& value : rows) value = std::round(4.0f * value);
  Samples found(kLanes);
  for (int row = 0; row < 60; ++row) {
    median.push(rows.data() + row * kLanes, found.data());
    if (row + 1 < kLength) continue;
    for (int lane = 0; lane < kLanes; ++lane) {
      Samples last;
      for (int k = 0; k < kLength; ++k) last.push_back(rows[(row - k) * kLanes + lane]);
      std::sort(last.begin(), last.end());
      REQUIRE(found[lane] == last[kLength / 2]);
    }
  }
}

TEST_CASE("tones and hits add up to the sound at any rate and length") {
  for (const double sample_rate : {8000.0, 22050.0, 44100.0, 48000.0, 192000.0}) {
    for (const double seconds : {0.0, 1.0 / sample_rate, 3.0 / sample_rate, 0.01, 0.1, 1.3}) {
      const Samples sound = added(music(sample_rate, seconds), noise(sample_rate, seconds, 0.3));
      const Separated parts = separate(sound, sample_rate);
      INFO(sample_rate << " Hz, " << seconds << " s");
      CHECK(largest_difference(added(parts.harmonic, parts.percussive), sound) < 1e-6);
    }
  }
}

TEST_CASE("a steady chord is tones") {
  for (const double sample_rate : {8000.0, 44100.0, 96000.0}) {
    const Separated parts = separate(chord(sample_rate, 3.0), sample_rate);
    INFO(sample_rate << " Hz");
    CHECK(db(rms(parts.harmonic) / rms(parts.percussive)) > 12.0);
  }
}

TEST_CASE("clicks and bursts of noise are hits") {
  for (const double sample_rate : {8000.0, 44100.0, 96000.0}) {
    INFO(sample_rate << " Hz");
    const Separated bursts = separate(hits(sample_rate, 3.0), sample_rate);
    CHECK(db(rms(bursts.percussive) / rms(bursts.harmonic)) > 10.0);
    const Separated taps = separate(clicks(sample_rate, 3.0), sample_rate);
    CHECK(db(rms(taps.percussive) / rms(taps.harmonic)) > 10.0);
  }
}

TEST_CASE("a chord under drums comes out as the chord and the drums") {
  const double sample_rate = 44100.0;
  const Samples tones = chord(sample_rate, 4.0), drums = hits(sample_rate, 4.0);
  const Separated parts = separate(added(tones, drums), sample_rate);
  CHECK(correlation(parts.harmonic, tones) > 0.97);
  CHECK(correlation(parts.percussive, drums) > 0.9);
  CHECK(std::abs(correlation(parts.percussive, tones)) < 0.1);
  CHECK(std::abs(correlation(parts.harmonic, drums)) < 0.2);
}

TEST_CASE("no seam: the size of the blocks changes no sample") {
  const double sample_rate = 22050.0;
  const Samples sound =
      added(music(sample_rate, 9.0), added(hits(sample_rate, 9.0), chord(sample_rate, 9.0)));
  const Separated whole = separate(sound, sample_rate, 1000);
  for (const int block_frames : {1, 13, 128}) {
    const Separated blocks = separate(sound, sample_rate, block_frames);
    INFO(block_frames << " frames");
    CHECK(blocks.harmonic == whole.harmonic);
    CHECK(blocks.percussive == whole.percussive);
  }
}

TEST_CASE("silence has neither tones nor hits, and breaks nothing") {
  const Separated parts = separate(silence(44100.0, 0.5), 44100.0);
  CHECK(rms(parts.harmonic) == 0.0);
  CHECK(rms(parts.percussive) == 0.0);
}
