// What spectral distance can't see: what the ear makes of a sound's detail, its texture, its hum.
#pragma once

#include <array>
#include <vector>

namespace hemiola::listening {

// Similarity of two spectrograms on the ear's axis, 1 for the same: NSIM of A. Hines and N. Harte
// (Speech Communication 2012) on 32 bands from 50 Hz to 15 kHz with the shape of fourth-order
// gammatone filters, spaced and as wide as the equivalent rectangular bandwidth says, in windows of
// 80 ms every 20 ms, over the 45 dB below the loudest. No lag is sought: the sounds lie in step.
// What ViSQOL makes a grade of, without its grading.
double ear_likeness(const std::vector<float>& sound, const std::vector<float>& truth,
                    double sample_rate);

// Statistics of the envelopes in 16 bands from 500 Hz to 14 kHz, after J. McDermott and
// E. Simoncelli (Neuron 2011): how strongly each is modulated, by the octave, and how spiky it is.
struct Texture {
  static constexpr int kBands = 16, kRates = 6;  // 2 to 5 Hz, 10, 20, 50, 110, 200
  std::array<std::array<double, kRates>, kBands> modulation_db{};
  std::array<double, kBands> kurtosis_db{};
};
Texture texture_of(const std::vector<float>& samples, double sample_rate);
// Mean difference, dB: of the modulations, and of the spikiness.
double modulation_difference_db(const Texture& a, const Texture& b);
double kurtosis_difference_db(const Texture& a, const Texture& b);

// A sound against the one that it was made of.
struct EarFigures {
  double likeness = 0, modulation_db = 0, kurtosis_db = 0;
};
// texture: the truth's.
EarFigures compare_by_ear(const std::vector<float>& sound, const std::vector<float>& truth,
                          const Texture& texture, double sample_rate);

// How much noise repeats itself frame by frame: the autocorrelation of 3 to 12 kHz at one to four
// hops, over that half way between them. 1 for noise; a sound made of repeated frames has tens.
double repetition(const std::vector<float>& samples, double sample_rate, double hop_seconds);

// Without all that lies above.
std::vector<float> low_passed(const std::vector<float>& samples, double sample_rate, double hz);

}  // namespace hemiola::listening
