// Low-pass, Opus and all-pass anchors.
#include "baselines/anchors.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "audio/opus.h"
#include "features/transform.h"
#include "measures/texture.h"

namespace hemiola::baselines {

const std::array<Anchor, kAnchors>& anchors() {
  const auto low_pass = [](double hz) {
    return [hz](const std::vector<float>& x, double rate) {
      return measures::low_passed(x, rate, hz);
    };
  };
  const auto opus = [](double bits) {
    return [bits](const std::vector<float>& x, double) { return audio::through_opus(x, bits); };
  };
  static const std::array<Anchor, kAnchors> all = {{{"low-pass 3.5 kHz", low_pass(3500)},
                                                    {"low-pass 7 kHz", low_pass(7000)},
                                                    {"Opus 16 kb/s", opus(16000)},
                                                    {"Opus 24 kb/s", opus(24000)},
                                                    {"Opus 32 kb/s", opus(32000)}}};
  return all;
}

std::vector<float> with_other_low_phases(const std::vector<float>& samples, double sample_rate) {
  constexpr double kApartHz = 25, kTopHz = 800, kDelaySeconds = 0.02;
  constexpr double kUniformPeak = std::numbers::sqrt3;  // of a spread of one
  std::mt19937 random(1);
  std::vector<double> delays;
  for (double hz = 0; hz < kTopHz; hz += kApartHz)
    delays.push_back(kDelaySeconds * kUniformPeak *
                     (2 * static_cast<double>(random()) / std::mt19937::max() - 1));
  delays.push_back(0);
  const features::RealTransform transform(
      features::smooth_even_size(static_cast<int>(samples.size())));
  features::AlignedBuffer<float> block(static_cast<std::size_t>(transform.size()));
  features::AlignedBuffer<std::complex<float>> bins(static_cast<std::size_t>(transform.bins()));
  std::copy(samples.begin(), samples.end(), block.data());
  transform.forward(block, bins);
  const double bin_hz = sample_rate / transform.size();
  double phase = 0;
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const double at = static_cast<double>(k) * bin_hz / kApartHz;
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 < delays.size())
      phase -= 2 * std::numbers::pi * bin_hz *
               std::lerp(delays[below], delays[below + 1], at - static_cast<double>(below));
    bins[k] *= std::polar(1 / static_cast<float>(transform.size()), static_cast<float>(phase));
  }
  transform.inverse(bins, block);
  return {block.data(), block.data() + samples.size()};
}

}  // namespace hemiola::baselines
