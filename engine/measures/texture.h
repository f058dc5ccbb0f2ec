// Perceptual measures of detail and texture, which spectral distance does not capture.
#pragma once

#include <array>
#include <vector>

namespace hemiola::measures {

// Similarity of two auditory spectrograms, 1 if identical: NSIM of A. Hines and N. Harte (Speech
// Communication 2012) on 32 bands from 50 Hz to 15 kHz, shaped like fourth-order gammatone filters,
// with spacing and width by equivalent rectangular bandwidth, in windows of 80 ms every 20 ms, over
// the top 45 dB. Without lag search, as the sounds are aligned. ViSQOL's score is based on it.
double ear_likeness(const std::vector<float>& sound, const std::vector<float>& truth,
                    double sample_rate);

// Statistics of the envelopes in 16 bands from 500 Hz to 14 kHz, after J. McDermott and E.
// Simoncelli (Neuron 2011): modulation power per range of rates, and kurtosis.
struct Texture {
  static constexpr int kBands = 16, kRates = 6;  // borders: 2, 5, 10, 20, 50, 110, 200 Hz
  std::array<std::array<double, kRates>, kBands> modulation_db{};
  std::array<double, kBands> kurtosis_db{};
};
Texture texture_of(const std::vector<float>& samples, double sample_rate);
// Mean absolute difference in dB.
double modulation_difference_db(const Texture& a, const Texture& b);
double kurtosis_difference_db(const Texture& a, const Texture& b);

// A sound compared with its original.
struct EarFigures {
  double similarity = 0, modulation_db = 0, kurtosis_db = 0;
};
// texture: that of truth.
EarFigures compare_by_ear(const std::vector<float>& sound, const std::vector<float>& truth,
                          const Texture& texture, double sample_rate);

// How much noise repeats at the hop rate: autocorrelation of 3 to 12 kHz at one to four hops,
// divided by that halfway between hops. 1 for noise; tens for a sound made of repeated frames.
double repetition(const std::vector<float>& samples, double sample_rate, double hop_seconds);

// Removes everything above hz.
std::vector<float> low_passed(const std::vector<float>& samples, double sample_rate, double hz);

}  // namespace hemiola::measures
