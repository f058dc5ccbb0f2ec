// Onset curves, pitch classes, levels and false tones.
#include "measures/music_measures.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "measures/chroma_flux.h"
#include "measures/short_time.h"

namespace hemiola::measures {
namespace {

constexpr double kOnsetWindowSeconds = 1024 / 44100.0, kOnsetHopSeconds = 256 / 44100.0;
constexpr std::array<double, 3> kOnsetBordersHz = {200, 800, 3200};
constexpr float kCompression = 300;  // factor in log(1 + factor * magnitude)
constexpr double kLargestLagSeconds = 0.1;

constexpr double kClassWindowSeconds = 8192 / 44100.0, kClassHopSeconds = 2048 / 44100.0;
constexpr double kLowestClassHz = 65, kHighestClassHz = 2100;
constexpr double kC0Hz = 16.351597831287414;
constexpr int kMedianBins = 31, kAveraged = 9;

constexpr double kLevelWindowSeconds = 0.0464, kLevelHopSeconds = 0.0232;
constexpr double kLowestOctaveHz = 31.25;
constexpr int kOctaves = 9;

constexpr double kToneWindowSeconds = 0.3715, kToneHopSeconds = 0.1;
constexpr double kNeighboursHz = 100, kLowestToneHz = 20;
constexpr double kToneDb = 12, kSourceToneDb = 6, kNoToneDbfs = -120;

// Divides by the standard deviation; constant values become zero.
void scale_to_unit_spread(std::vector<float>& values) {
  double mean = 0, square = 0;
  for (const float v : values) mean += v / static_cast<double>(values.size());
  for (const float v : values) square += (v - mean) * (v - mean);
  const double spread = std::sqrt(square / std::max<double>(1, static_cast<double>(values.size())));
  for (float& v : values) v = spread > 1e-6 ? static_cast<float>(v / spread) : 0;
}

std::array<float, 12> classes_of(const float* spectrum, int bins, double hz_per_bin) {
  std::array<float, 12> classes{};
  const int first = static_cast<int>(std::ceil(kLowestClassHz / hz_per_bin));
  const int last = std::min(bins - 1, static_cast<int>(kHighestClassHz / hz_per_bin));
  for (int k = first; k <= last; ++k) {
    const int from = std::max(0, k - kMedianBins / 2), to = std::min(bins, k + kMedianBins / 2 + 1);
    const float above = spectrum[k] - base::median<float>({spectrum + from, spectrum + to});
    if (above <= 0) continue;
    const long semitone = std::lround(12 * std::log2(k * hz_per_bin / kC0Hz));
    classes[static_cast<std::size_t>(semitone % 12)] += std::sqrt(above);
  }
  return classes;
}

double power_between(const Magnitudes& m, double low_hz, double high_hz) {
  const int first = std::max(1, static_cast<int>(std::ceil(low_hz / m.hz_per_bin)));
  const int last = std::min(m.bins, static_cast<int>(std::ceil(high_hz / m.hz_per_bin)));
  double power = 0;
  for (int t = 0; t < m.frames(); ++t)
    for (int k = first; k < last; ++k) {
      const double x = m.values[static_cast<std::size_t>(t) * m.bins + k];
      power += x * x;
    }
  return power / std::max(1, m.frames());
}

double db_of_power(double power) { return 10 * std::log10(std::max(power, 1e-12)); }

// First quartile over time of each bin's magnitude, to find steady tones.
std::vector<float> steady_spectrum(const Magnitudes& m) {
  std::vector<float> steady(static_cast<std::size_t>(m.bins)), column;
  for (int k = 0; k < m.bins; ++k) {
    column.clear();
    for (int t = 0; t < m.frames(); ++t)
      column.push_back(m.values[static_cast<std::size_t>(t) * m.bins + k]);
    steady[static_cast<std::size_t>(k)] = base::nth_smallest(column, column.size() / 4);
  }
  return steady;
}

double db_above_neighbours(const std::vector<float>& steady, int k, int reach) {
  const int from = std::max(0, k - reach), to = std::min<int>(steady.size(), k + reach + 1);
  const float around = base::median<float>({steady.begin() + from, steady.begin() + to});
  return 20 * std::log10((steady[k] + 1e-9) / (around + 1e-9));
}

}  // namespace

OnsetCurve onset_curve(const std::vector<float>& samples, double sample_rate) {
  const Magnitudes m = magnitudes_of(samples, sample_rate, kOnsetWindowSeconds, kOnsetHopSeconds);
  std::array<std::vector<float>, kOnsetBordersHz.size() + 1> rises;
  for (auto& band : rises) band.assign(static_cast<std::size_t>(m.frames()), 0.0f);
  for (int k = 1; k < m.bins; ++k) {
    const auto band = static_cast<std::size_t>(
        std::upper_bound(kOnsetBordersHz.begin(), kOnsetBordersHz.end(), k * m.hz_per_bin) -
        kOnsetBordersHz.begin());
    float before = 0;
    for (int t = 0; t < m.frames(); ++t) {
      const float now =
          std::log1p(kCompression * m.values[static_cast<std::size_t>(t) * m.bins + k]);
      if (t > 0) rises[band][static_cast<std::size_t>(t)] += std::max(0.0f, now - before);
      before = now;
    }
  }
  OnsetCurve curve{std::vector<float>(static_cast<std::size_t>(m.frames())),
                   std::lround(kOnsetHopSeconds * sample_rate) / sample_rate};
  for (auto& band : rises) {
    scale_to_unit_spread(band);
    for (std::size_t t = 0; t < band.size(); ++t) curve.values[t] += band[t];
  }
  return curve;
}

double similarity(const OnsetCurve& a, const OnsetCurve& b) {
  const int largest = static_cast<int>(kLargestLagSeconds / a.hop_seconds);
  double best = 0;
  for (int lag = -largest; lag <= largest; ++lag) {
    const auto skip_a = static_cast<std::size_t>(std::max(0, lag));
    const auto skip_b = static_cast<std::size_t>(std::max(0, -lag));
    if (skip_a >= a.values.size() || skip_b >= b.values.size()) continue;
    best = std::max(
        best,
        correlation({a.values.begin() + static_cast<std::ptrdiff_t>(skip_a), a.values.end()},
                    {b.values.begin() + static_cast<std::ptrdiff_t>(skip_b), b.values.end()}));
  }
  return best;
}

PitchClasses pitch_classes(const std::vector<float>& samples, double sample_rate) {
  const Magnitudes m = magnitudes_of(samples, sample_rate, kClassWindowSeconds, kClassHopSeconds);
  PitchClasses sharp, smooth;
  for (int t = 0; t < m.frames(); ++t)
    sharp.push_back(
        classes_of(&m.values[static_cast<std::size_t>(t) * m.bins], m.bins, m.hz_per_bin));
  const int count = static_cast<int>(sharp.size());
  for (int t = 0; t < count; ++t) {
    std::array<float, 12> row{};
    for (int s = std::max(0, t - kAveraged / 2); s <= std::min(count - 1, t + kAveraged / 2); ++s)
      for (std::size_t c = 0; c < 12; ++c) row[c] += sharp[static_cast<std::size_t>(s)][c];
    float mean = 0;
    for (const float value : row) mean += value / 12;
    for (float& value : row) value -= mean;
    smooth.push_back(row);
  }
  return smooth;
}

double similarity(const PitchClasses& a, const PitchClasses& b, int semitones) {
  double sum = 0, weight = 0;
  for (std::size_t t = 0; t < std::min(a.size(), b.size()); ++t) {
    double product = 0, square_a = 0, square_b = 0;
    for (std::size_t c = 0; c < 12; ++c) {
      const float
          x = a[t][c],
          y = b[t][static_cast<std::size_t>(((static_cast<int>(c) - semitones) % 12 + 12) % 12)];
      product += x * y;
      square_a += x * x;
      square_b += y * y;
    }
    const double strength = std::sqrt(square_b);
    weight += strength;
    if (square_a > 0 && square_b > 0) sum += strength * product / std::sqrt(square_a * square_b);
  }
  return weight > 0 ? sum / weight : 0;
}

std::vector<double> octave_levels_db(const std::vector<float>& samples, double sample_rate) {
  const Magnitudes m = magnitudes_of(samples, sample_rate, kLevelWindowSeconds, kLevelHopSeconds);
  std::vector<double> levels;
  double low_hz = kLowestOctaveHz;
  for (int octave = 0; octave < kOctaves; ++octave, low_hz *= 2)
    levels.push_back(db_of_power(power_between(m, low_hz, 2 * low_hz)));
  return levels;
}

double level_db(const std::vector<float>& samples, double sample_rate, double low_hz,
                double high_hz) {
  return db_of_power(power_between(
      magnitudes_of(samples, sample_rate, kLevelWindowSeconds, kLevelHopSeconds), low_hz, high_hz));
}

double false_tone_dbfs(const std::vector<float>& sound, const std::vector<float>& source,
                       double sample_rate, double* hz) {
  const Magnitudes spectra = magnitudes_of(sound, sample_rate, kToneWindowSeconds, kToneHopSeconds);
  const std::vector<float> steady = steady_spectrum(spectra);
  const std::vector<float> before =
      steady_spectrum(magnitudes_of(source, sample_rate, kToneWindowSeconds, kToneHopSeconds));
  const int reach = static_cast<int>(kNeighboursHz / spectra.hz_per_bin);
  double loudest = kNoToneDbfs;
  for (int k = std::max(2, static_cast<int>(kLowestToneHz / spectra.hz_per_bin));
       k + 2 < spectra.bins; ++k) {
    if (steady[k] < steady[k - 1] || steady[k] < steady[k + 1]) continue;
    const double dbfs = 20 * std::log10(2 * steady[k] + 1e-9);
    if (dbfs <= loudest || db_above_neighbours(steady, k, reach) < kToneDb) continue;
    // The tone may be in a neighbouring bin in the source.
    double of_source = -1e9;
    for (int at = k - 2; at <= k + 2; ++at)
      of_source = std::max(of_source, db_above_neighbours(before, at, reach));
    if (of_source >= kSourceToneDb) continue;
    loudest = dbfs;
    if (hz != nullptr) *hz = k * spectra.hz_per_bin;
  }
  return loudest;
}

}  // namespace hemiola::measures
