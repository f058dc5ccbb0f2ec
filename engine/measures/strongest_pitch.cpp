// Subharmonic summation on a magnitude spectrum.
#include "measures/strongest_pitch.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "features/transform.h"
#include "measures/short_time.h"

namespace hemiola::measures {
namespace {

constexpr double kStep = 0.1, kBeyond = 0.5;
constexpr int kPartials = 8;
constexpr double kNextPartial = 0.84;     // weight of a partial against the one below
constexpr double kReachSemitones = 0.25;  // of a partial, to each side

constexpr double kAroundSemitones = 2;  // a peak's surroundings, to each side

double hz_of(double midi) { return 440 * std::exp2((midi - 69) / 12); }

// The largest magnitude around a frequency, and its bin; 0 above the spectrum.
struct Peak {
  double magnitude = 0;
  std::size_t bin = 0;
};
Peak peak_at(const Spectrum& spectrum, double hz, double hz_per_bin) {
  const double reach = std::exp2(kReachSemitones / 12);
  const auto first = static_cast<std::size_t>(std::lround(hz / reach / hz_per_bin));
  const auto last = static_cast<std::size_t>(std::lround(hz * reach / hz_per_bin));
  if (first < 1 || last + 1 >= spectrum.size()) return {};
  const auto found = std::max_element(spectrum.begin() + static_cast<std::ptrdiff_t>(first),
                                      spectrum.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  return {*found, static_cast<std::size_t>(found - spectrum.begin())};
}

// How far a peak stands out from the mean of its surroundings.
double prominence(const Spectrum& spectrum, const Peak& peak) {
  if (peak.magnitude <= 0) return 0;
  const auto reach = static_cast<std::size_t>(
      std::max(4.0, static_cast<double>(peak.bin) * (std::exp2(kAroundSemitones / 12) - 1)));
  const std::size_t first = peak.bin > reach ? peak.bin - reach : 0;
  const std::size_t last = std::min(peak.bin + reach, spectrum.size() - 1);
  double sum = 0;
  for (std::size_t k = first; k <= last; ++k) sum += spectrum[k];
  return std::max(0.0, peak.magnitude - 2 * sum / static_cast<double>(last - first + 1));
}

// The frequency of a peak, by a parabola through the logarithms of three bins.
double frequency_of(const Spectrum& spectrum, std::size_t bin, double hz_per_bin) {
  const auto level = [&](std::size_t k) { return std::log(std::max(spectrum[k], 1e-12f)); };
  const double before = level(bin - 1), at = level(bin), after = level(bin + 1);
  const double curve = before - 2 * at + after;
  const double top = curve < 0 ? std::clamp(0.5 * (before - after) / curve, -0.5, 0.5) : 0;
  return (static_cast<double>(bin) + top) * hz_per_bin;
}

}  // namespace

double strongest_pitch(std::span<const float> samples, double sample_rate, int lowest,
                       int highest) {
  // The window covers the piece once, so its centre is the piece's.
  const int window = 2 * static_cast<int>(samples.size() / 2);
  const std::vector<float> sound(samples.begin(), samples.end());
  Spectrum spectrum;
  for_each_spectrum(sound, window, window / 2, [&](int step, const Spectrum& magnitudes) {
    if (step == 1) spectrum = magnitudes;
  });
  const double hz_per_bin = sample_rate / features::smooth_even_size(window);
  double best = 0, best_sum = 1e-6;
  for (double midi = lowest - kBeyond; midi <= highest + kBeyond; midi += kStep) {
    double sum = 0, weight = 1;
    for (int k = 1; k <= kPartials; ++k, weight *= kNextPartial)
      sum +=
          weight * std::sqrt(prominence(spectrum, peak_at(spectrum, k * hz_of(midi), hz_per_bin)));
    if (sum <= best_sum) continue;
    best_sum = sum;
    best = midi;
  }
  if (best == 0) return 0;
  Peak strongest;
  int partial = 1;
  for (int k = 1; k <= 3; ++k) {
    const Peak peak = peak_at(spectrum, k * hz_of(best), hz_per_bin);
    if (peak.magnitude <= strongest.magnitude) continue;
    strongest = peak;
    partial = k;
  }
  const double hz = frequency_of(spectrum, strongest.bin, hz_per_bin) / partial;
  return 69 + 12 * std::log2(hz / 440);
}

}  // namespace hemiola::measures
