// Effects on mono sound: equaliser, saturation, compressor, noise.
#pragma once

#include <cstddef>
#include <vector>

#include "base/random.h"

namespace hemiola::corpus {

// One band of an equaliser.
struct Band {
  enum class Shape { low_shelf, peak, high_shelf };
  Shape shape = Shape::peak;
  double frequency_hz = 1000;  // for a shelf: where it has half of its gain
  double gain_db = 0;
  double q = 0.7;
};

// Applies the bands one after another, in place.
void equalise(std::vector<float>& samples, const std::vector<Band>& bands, double sample_rate);

// Soft clipping above about `knee` (linear amplitude); much quieter samples are unchanged.
void saturate(std::vector<float>& samples, float knee);

struct Compressor {
  double ratio = 1;  // 1: off
  double threshold_db = -24;
  double attack_ms = 10;
  double release_ms = 150;
};

// The compressor's gain (at most 1) for each sample of the sidechain: the sound whose level it
// follows.
std::vector<float> compressor_gains(const std::vector<float>& sidechain,
                                    const Compressor& compressor, double sample_rate);

struct Noise {
  double level_db = 0;  // RMS, dBFS
  double pink = 0;      // 0: white; 1: pink, -3 dB per octave
  double hum = 0;       // share of mains hum in its power: 0 to 1
  double mains_hz = 50;
};

std::vector<float> make_noise(base::Random& random, const Noise& noise, std::size_t frames,
                              double sample_rate);

}  // namespace hemiola::corpus
