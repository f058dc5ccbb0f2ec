// Studio effects on mono sound: equaliser, saturation, compressor, noise.
#pragma once

#include <cstddef>
#include <vector>

#include "base/random.h"

namespace hemiola::corpus {

// One band of an equaliser.
struct Band {
  enum class Shape { low_shelf, peak, high_shelf };
  Shape shape = Shape::peak;
  double frequency_hz = 1000;  // of a shelf: where half of its gain is reached
  double gain_db = 0;
  double q = 0.7;
};

void equalise(std::vector<float>& samples, const std::vector<Band>& bands, double sample_rate);

// Rounds off what is louder than about `knee` (linear); what is far below it stays as it is.
void saturate(std::vector<float>& samples, float knee);

struct Compressor {
  double ratio = 1;  // 1: off
  double threshold_db = -24;
  double attack_ms = 10;
  double release_ms = 150;
};

// The gain at each sample, as a factor of at most 1, that the compressor has where it hears this.
std::vector<float> compressor_gains(const std::vector<float>& heard, const Compressor& compressor,
                                    double sample_rate);

struct Noise {
  double level_db = 0;  // RMS, dBFS
  double pink = 0;      // 0: white, 1: falls by 3 dB an octave
  double hum = 0;       // the part of the mains hum in it, by power: 0 to 1
  double mains_hz = 50;
};

std::vector<float> make_noise(base::Random& random, const Noise& noise, std::size_t frames,
                              double sample_rate);

}  // namespace hemiola::corpus
