// Chroma with chord templates, and spectral flux.
#include "measures/chroma_flux.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/statistics.h"
#include "features/transform.h"
#include "measures/short_time.h"

namespace hemiola::measures {
namespace {

constexpr double kChromaWindowSeconds = 0.186, kChromaHopSeconds = 0.0464;
constexpr double kLowestHz = 80, kHighestHz = 2000;
constexpr double kChromaReachSeconds = 0.25;  // of the smoothing, to each side
constexpr double kC0Hz = 16.351597831287414;
constexpr double kFluxWindowSeconds = 0.0232, kFluxHopSeconds = 0.01;
constexpr double kCompression = 300;        // factor in log(1 + factor * magnitude)
constexpr double kFluxReachSeconds = 0.25;  // of the local mean, to each side
constexpr double kOnsetThreshold = 0.3;     // relative to the 95th percentile
constexpr double kFluxLateSeconds = 0.003;  // measured on clicks: flux precedes the window's centre

void add_peaks(const Spectrum& spectrum, double hz_per_bin, float* classes /*[12]*/) {
  const auto first = static_cast<std::size_t>(kLowestHz / hz_per_bin);
  const auto last =
      std::min(spectrum.size() - 2, static_cast<std::size_t>(kHighestHz / hz_per_bin));
  const float loudest = *std::max_element(spectrum.begin(), spectrum.end());
  for (std::size_t k = std::max<std::size_t>(first, 1); k <= last; ++k) {
    const float before = spectrum[k - 1], at = spectrum[k], after = spectrum[k + 1];
    if (at < 1e-5f || at < 0.01f * loudest || at <= before || at < after) continue;
    const double top = 0.5 * (before - after) / (before - 2 * at + after);
    const double semitones = 12 * std::log2((static_cast<double>(k) + top) * hz_per_bin / kC0Hz);
    classes[(std::lround(semitones) % 12 + 12) % 12] += std::sqrt(at);
  }
}

// Means over 2 reach + 1 neighbours, fewer at the ends, of rows of the given width.
std::vector<float> smoothed(const std::vector<float>& rows, int width, int reach) {
  const int count = static_cast<int>(rows.size()) / width;
  std::vector<float> out(rows.size());
  for (int t = 0; t < count; ++t)
    for (int c = 0; c < width; ++c) {
      const int first = std::max(0, t - reach), last = std::min(count - 1, t + reach);
      float sum = 0;
      for (int s = first; s <= last; ++s) sum += rows[static_cast<std::size_t>(s * width + c)];
      out[static_cast<std::size_t>(t * width + c)] = sum / static_cast<float>(last - first + 1);
    }
  return out;
}

}  // namespace

Chroma chroma_of(const std::vector<float>& samples, double sample_rate) {
  const int window = 2 * static_cast<int>(0.5 * kChromaWindowSeconds * sample_rate);
  const int hop = static_cast<int>(kChromaHopSeconds * sample_rate);
  const double hz_per_bin = sample_rate / features::smooth_even_size(window);
  std::vector<float> rows;
  for_each_spectrum(samples, window, hop, [&](int, const Spectrum& spectrum) {
    std::array<float, 12> classes{};
    add_peaks(spectrum, hz_per_bin, classes.data());
    rows.insert(rows.end(), classes.begin(), classes.end());
  });
  return chroma_from(rows, {0, hop / sample_rate});
}

Chroma chroma_from(const std::vector<float>& classes, const FrameClock& clock) {
  Chroma chroma{smoothed(classes, 12, static_cast<int>(kChromaReachSeconds / clock.hop_seconds)),
                clock};
  for (auto row = chroma.values.begin(); row != chroma.values.end(); row += 12) {
    double length = 0;
    for (int c = 0; c < 12; ++c) length += row[c] * row[c];
    for (int c = 0; c < 12 && length > 0; ++c) row[c] /= static_cast<float>(std::sqrt(length));
  }
  return chroma;
}

std::vector<int> match_triads(const Chroma& chroma) {
  std::vector<int> chords;
  for (int t = 0; t < chroma.steps(); ++t) {
    const float* row = &chroma.values[static_cast<std::size_t>(12 * t)];
    int best = kNoChord;
    float most = 0;
    for (int chord = 0; chord < kChordClasses; ++chord) {
      const int root = chord % 12, third = chord < 12 ? 4 : 3;
      const float sum = row[root] + row[(root + third) % 12] + row[(root + 7) % 12];
      if (sum <= most) continue;
      most = sum;
      best = chord;
    }
    chords.push_back(best);
  }
  return chords;
}

double similarity(const Chroma& a, const Chroma& b) {
  double sum = 0;
  long sounding = 0;
  for (int t = 0; t < std::min(a.steps(), b.steps()); ++t) {
    double product = 0, length_a = 0, length_b = 0;
    for (int c = 0; c < 12; ++c) {
      const auto at = static_cast<std::size_t>(12 * t + c);
      product += a.values[at] * b.values[at];
      length_a += a.values[at] * a.values[at];
      length_b += b.values[at] * b.values[at];
    }
    if (length_a == 0 || length_b == 0) continue;
    sum += product;
    ++sounding;
  }
  return sounding == 0 ? 0 : sum / static_cast<double>(sounding);
}

Flux flux_of(const std::vector<float>& samples, double sample_rate) {
  const int window = 2 * static_cast<int>(0.5 * kFluxWindowSeconds * sample_rate);
  const int hop = static_cast<int>(kFluxHopSeconds * sample_rate);
  std::vector<float> rises;
  Spectrum before;
  for_each_spectrum(samples, window, hop, [&](int, const Spectrum& spectrum) {
    Spectrum now(spectrum.size());
    double rise = 0;
    for (std::size_t k = 0; k < now.size(); ++k) {
      now[k] = std::log1p(static_cast<float>(kCompression) * spectrum[k]);
      if (!before.empty()) rise += std::max(0.0f, now[k] - before[k]);
    }
    rises.push_back(static_cast<float>(rise));
    before = std::move(now);
  });
  return flux_from(std::move(rises), {kFluxLateSeconds, hop / sample_rate});
}

Flux flux_from(std::vector<float> rises, const FrameClock& clock) {
  const auto mean = smoothed(rises, 1, static_cast<int>(kFluxReachSeconds / clock.hop_seconds));
  for (std::size_t t = 0; t < mean.size(); ++t) rises[t] = std::max(0.0f, rises[t] - mean[t]);
  const float strong = base::nth_smallest(rises, rises.size() * 19 / 20);
  for (float& value : rises) value = strong > 0 ? value / strong : 0;
  return {std::move(rises), clock};
}

Times find_onsets(const Flux& flux) { return pick_peaks(flux.values, flux.clock, kOnsetThreshold); }

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  const std::size_t size = std::min(a.size(), b.size());
  double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < size; ++i) {
    mean_a += a[i] / static_cast<double>(size);
    mean_b += b[i] / static_cast<double>(size);
  }
  for (std::size_t i = 0; i < size; ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace hemiola::measures
