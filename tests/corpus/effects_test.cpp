// Effects follow their settings, and are drawn with the right frequency.
#include "corpus/effects.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "audio/fixtures.h"
#include "corpus/effects_chain.h"
#include "support/catch.h"

using namespace hemiola::corpus;
using namespace hemiola::test;

namespace {

constexpr double kRate = 44100;

double level_db(const std::vector<float>& samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return 10 * std::log10(energy / static_cast<double>(samples.size()));
}

// Gain of an equaliser for a steady tone.
double gain_db_at(const std::vector<Band>& bands, double frequency_hz) {
  std::vector<float> tone = sine(frequency_hz, kRate, 44100, 0.1);
  const double before = magnitude_at(tone, 22050, 22050, frequency_hz, kRate);
  equalise(tone, bands, kRate);
  return 20 * std::log10(magnitude_at(tone, 22050, 22050, frequency_hz, kRate) / before);
}

}  // namespace

TEST_CASE("A band of the equaliser has its gain where it should, and none far away") {
  const Band peak{Band::Shape::peak, 1000, 6, 1.0};
  CHECK(gain_db_at({peak}, 1000) == Approx(6).margin(0.05));
  CHECK(gain_db_at({peak}, 50) == Approx(0).margin(0.1));
  CHECK(gain_db_at({peak}, 15000) == Approx(0).margin(0.1));
  const Band low{Band::Shape::low_shelf, 300, -9, 0.7};
  CHECK(gain_db_at({low}, 30) == Approx(-9).margin(0.1));
  CHECK(gain_db_at({low}, 300) == Approx(-4.5).margin(0.1));
  CHECK(gain_db_at({low}, 6000) == Approx(0).margin(0.1));
  const Band high{Band::Shape::high_shelf, 3000, 8, 0.7};
  CHECK(gain_db_at({high}, 18000) == Approx(8).margin(0.2));
  CHECK(gain_db_at({high}, 3000) == Approx(4).margin(0.1));
  CHECK(gain_db_at({high}, 200) == Approx(0).margin(0.1));
  CHECK(gain_db_at({peak, low}, 1000) ==
        Approx(gain_db_at({peak}, 1000) + gain_db_at({low}, 1000)).margin(0.01));
}

TEST_CASE("The compressor reduces by its ratio, as fast as its attack, and lets go") {
  const Compressor compressor{4, -30, 10, 200};
  std::vector<float> heard(44100, 0.1f);  // -20 dBFS, 10 dB above the threshold
  std::fill(heard.begin() + 22050, heard.end(), 0.001f);
  const std::vector<float> gains = compressor_gains(heard, compressor, kRate);
  const auto reduction_db = [&](double seconds) {
    return -20 * std::log10(gains[static_cast<std::size_t>(seconds * kRate)]);
  };
  const double all = 10 * (1 - 1 / 4.0);
  CHECK(reduction_db(0.4) == Approx(all).margin(0.01));
  CHECK(reduction_db(0.01) == Approx(all * (1 - std::exp(-1.0))).margin(0.1));
  CHECK(reduction_db(0.5 + 0.2) == Approx(all * std::exp(-1.0)).margin(0.1));
  const std::vector<float> quiet =
      compressor_gains(sine(200, kRate, 4410, 0.01), compressor, kRate);
  CHECK(*std::min_element(quiet.begin(), quiet.end()) == 1.0f);
}

TEST_CASE("Saturation rounds what is loud and leaves what is soft") {
  std::vector<float> samples = {0.001f, -0.01f, 0.5f, -3.0f};
  saturate(samples, 0.25f);
  CHECK(samples[0] == Approx(0.001).epsilon(1e-3));
  CHECK(samples[1] == Approx(-0.01).epsilon(1e-3));
  CHECK(samples[2] < 0.25f);
  CHECK(samples[2] > 0.22f);
  CHECK(samples[3] == Approx(-0.25));
}

TEST_CASE("Noise has its level, its tilt and its hum") {
  const auto band = [](const std::vector<float>& noise, double low_hz, double high_hz) {
    double sum = 0;
    for (int i = 0; i < 60; ++i) {
      const double hz = low_hz + (high_hz - low_hz) * i / 60;
      const double size = magnitude_at(noise, 0, 32768, hz, kRate);
      sum += size * size;
    }
    return 10 * std::log10(sum);
  };
  hemiola::base::Random random(4);
  const std::vector<float> white = make_noise(random, {-50, 0, 0, 50}, 44100, kRate);
  const std::vector<float> pink = make_noise(random, {-60, 1, 0, 50}, 44100, kRate);
  const std::vector<float> hum = make_noise(random, {-70, 0, 0.8, 60}, 44100, kRate);
  CHECK(level_db(white) == Approx(-50).margin(0.01));
  CHECK(level_db(pink) == Approx(-60).margin(0.01));
  CHECK(level_db(hum) == Approx(-70).margin(0.01));
  // Five octaves from 250 Hz to 8 kHz: 15 dB of spectral density.
  CHECK(band(white, 200, 300) - band(white, 7000, 9000) == Approx(0).margin(3));
  CHECK(band(pink, 200, 300) - band(pink, 7000, 9000) == Approx(15).margin(4));
  CHECK(20 * std::log10(magnitude_at(hum, 0, 44100, 60, kRate) /
                        magnitude_at(hum, 0, 44100, 50, kRate)) >
        20);
}

TEST_CASE("Effects are drawn as often and as strong as planned, held-out parts hardly mistuned") {
  hemiola::base::Random random(11);
  constexpr int kDraws = 2000;
  int detuned = 0, equalised = 0, compressed = 0, driven = 0, noisy = 0;
  double farthest = 0;
  for (int i = 0; i < kDraws; ++i) {
    const EffectsChain effects_chain = choose_effects_chain(random, Split::train);
    detuned += effects_chain.detune_cents != 0;
    equalised += !effects_chain.pitched_bands.empty();
    compressed += effects_chain.compressor.ratio > 1;
    driven += effects_chain.drive_db > 0;
    noisy += effects_chain.noise.has_value();
    farthest = std::max(farthest, std::abs(effects_chain.detune_cents));
    for (const Band& band : effects_chain.pitched_bands) REQUIRE(std::abs(band.gain_db) <= 9);
    REQUIRE(effects_chain.compressor.ratio <= 8);
    if (effects_chain.noise) REQUIRE(effects_chain.noise->level_db <= -45);
  }
  CHECK(detuned / double{kDraws} == Approx(0.35).margin(0.04));
  CHECK(equalised / double{kDraws} == Approx(0.60).margin(0.04));
  CHECK(compressed / double{kDraws} == Approx(0.45).margin(0.04));
  CHECK(driven / double{kDraws} == Approx(0.10).margin(0.03));
  CHECK(noisy / double{kDraws} == Approx(0.35).margin(0.04));
  CHECK(farthest <= 50);
  CHECK(farthest > 45);
  for (int i = 0; i < 300; ++i) {
    REQUIRE(std::abs(choose_effects_chain(random, Split::unseen).detune_cents) <= 25);
  }
}

TEST_CASE("Twins of a clip are distinct, never the clip itself, mostly whole and near") {
  hemiola::base::Random random(12);
  int whole = 0, near = 0, up = 0, all = 0;
  for (int i = 0; i < 500; ++i) {
    const std::vector<double> twins = choose_twins(random, 4);
    REQUIRE(twins.size() == 4);
    CHECK(std::set<double>(twins.begin(), twins.end()).size() == 4);
    for (const double semitones : twins) {
      REQUIRE(semitones != 0);
      REQUIRE(std::abs(semitones) <= 12);
      ++all;
      whole += semitones == std::round(semitones);
      near += std::abs(semitones) <= 7;
      up += semitones > 0;
    }
  }
  CHECK(whole / double(all) == Approx(0.75).margin(0.05));
  CHECK(near > 0.8 * all);
  CHECK(up / double(all) == Approx(0.5).margin(0.05));
}
