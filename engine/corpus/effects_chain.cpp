// Probabilities and ranges of the effects.
#include "corpus/effects_chain.h"

#include <algorithm>
#include <cmath>

namespace hemiola::corpus {
namespace {

constexpr double kHighestBandDb = 9;

// Log-uniform distribution.
double between_hz(base::Random& random, double low, double high) {
  return low * std::pow(high / low, random.uniform());
}

std::vector<Band> choose_bands(base::Random& random) {
  std::vector<Band> bands;
  const auto add = [&](Band::Shape shape, double low_hz, double high_hz, double q) {
    Band band{shape, between_hz(random, low_hz, high_hz), 0, q};
    band.gain_db = random.uniform(-kHighestBandDb, kHighestBandDb);
    bands.push_back(band);
  };
  if (random.chance(0.6)) add(Band::Shape::low_shelf, 80, 400, 0.7);
  if (random.chance(0.6)) add(Band::Shape::high_shelf, 2000, 9000, 0.7);
  const int peaks = random.between(1, 2);
  for (int i = 0; i < peaks; ++i) {
    const double q = random.uniform(0.5, 2.0);
    add(Band::Shape::peak, 150, 6000, q);
  }
  return bands;
}

Compressor choose_compressor(base::Random& random) {
  Compressor compressor;
  compressor.ratio = std::exp2(random.uniform(1.0, 3.0));
  compressor.threshold_db = random.uniform(-10, 4);
  compressor.attack_ms = random.uniform(2, 30);
  compressor.release_ms = random.uniform(60, 400);
  return compressor;
}

Noise choose_noise(base::Random& random) {
  Noise noise;
  noise.level_db = random.uniform(-75, -45);
  noise.pink = random.uniform();
  noise.hum = random.chance(0.2) ? random.uniform(0.2, 0.9) : 0.0;
  noise.mains_hz = random.chance(0.5) ? 50 : 60;
  return noise;
}

}  // namespace

EffectsChain choose_effects_chain(base::Random& random, Split part) {
  EffectsChain effects_chain;
  const double farthest_cents = part == Split::train ? 50 : 25;
  if (random.chance(0.35))
    effects_chain.detune_cents = random.uniform(-farthest_cents, farthest_cents);
  if (random.chance(0.6)) {
    effects_chain.pitched_bands = choose_bands(random);
    effects_chain.drums_bands = choose_bands(random);
  }
  if (random.chance(0.1)) effects_chain.drive_db = random.uniform(2, 9);
  if (random.chance(0.45)) effects_chain.compressor = choose_compressor(random);
  if (random.chance(0.35)) effects_chain.noise = choose_noise(random);
  return effects_chain;
}

std::vector<double> choose_twins(base::Random& random, int count) {
  std::vector<double> twins;
  while (static_cast<int>(twins.size()) < count) {
    const int farthest = random.chance(0.8) ? 7 : 12;
    double semitones = random.between(1, farthest);
    if (random.chance(0.25)) {
      semitones -= random.chance(0.5) ? 0.5 : std::round(random.uniform(2, 98)) / 100;
    }
    if (random.chance(0.5)) semitones = -semitones;
    if (std::find(twins.begin(), twins.end(), semitones) == twins.end()) twins.push_back(semitones);
  }
  return twins;
}

}  // namespace hemiola::corpus
