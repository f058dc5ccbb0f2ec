// NSIM, envelope statistics and repetition.
#include "measures/texture.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>

#include "features/transform.h"
#include "measures/short_time.h"

namespace hemiola::measures {
namespace {

constexpr double kEarWindowSeconds = 0.08, kEarHopSeconds = 0.02, kEarRangeDb = 45;
constexpr int kEarBands = 32;
constexpr double kEnvelopeWindowSeconds = 0.0058, kEnvelopeHopSeconds = 0.00145;
constexpr double kCompression = 0.3;  // of amplitudes, as in the cochlea
constexpr std::array<double, Texture::kRates + 1> kRatesHz = {2, 5, 10, 20, 50, 110, 200};
constexpr double kNoiseLowHz = 3000, kNoiseHighHz = 12000, kAroundSeconds = 0.0005;
constexpr int kRepeatedHops = 4;

// Equivalent rectangular bandwidth, B. Glasberg and B. Moore (Hearing Research 1990).
double bandwidth_hz(double hz) { return 24.7 * (4.37 * hz / 1000 + 1); }

std::vector<double> centres_hz(int count, double low_hz, double high_hz) {
  const auto number = [](double hz) { return 21.4 * std::log10(1 + 0.00437 * hz); };
  const auto hz = [](double number) { return (std::pow(10, number / 21.4) - 1) / 0.00437; };
  std::vector<double> all;
  for (int i = 0; i < count; ++i)
    all.push_back(
        hz(number(low_hz) + (number(high_hz) - number(low_hz)) * i / std::max(1, count - 1)));
  return all;
}

// [bands][frames]: a function of the energy.
using Bands = std::vector<std::vector<double>>;

Bands bands_of(const Magnitudes& m, const std::vector<double>& centres,
               const std::function<double(double energy)>& scale) {
  Bands all;
  for (const double centre : centres) {
    const double width = 1.019 * bandwidth_hz(centre);
    std::vector<double> weight, band;
    for (int k = 0; k < m.bins; ++k) {
      const double away = (k * m.hz_per_bin - centre) / width;
      weight.push_back(std::pow(1 + away * away, -4));
    }
    for (int t = 0; t < m.frames(); ++t) {
      double energy = 0;
      const float* row = &m.values[static_cast<std::size_t>(t) * m.bins];
      for (int k = 0; k < m.bins; ++k) energy += weight[k] * row[k] * row[k];
      band.push_back(scale(energy));
    }
    all.push_back(std::move(band));
  }
  return all;
}

Bands ear_spectrogram(const std::vector<float>& samples, double sample_rate) {
  const double high = std::min(15000.0, 0.45 * sample_rate);
  return bands_of(magnitudes_of(samples, sample_rate, kEarWindowSeconds, kEarHopSeconds),
                  centres_hz(kEarBands, 50, high),
                  [](double energy) { return 10 * std::log10(energy + 1e-12); });
}

// The 3 x 3 smoothing window of NSIM.
double smoothed(const Bands& x, std::size_t b, std::size_t t) {
  constexpr double kCorner = 0.0113, kSide = 0.0838, kMiddle = 0.6193;
  return kMiddle * x[b][t] + kSide * (x[b - 1][t] + x[b + 1][t] + x[b][t - 1] + x[b][t + 1]) +
         kCorner * (x[b - 1][t - 1] + x[b - 1][t + 1] + x[b + 1][t - 1] + x[b + 1][t + 1]);
}

Bands product(const Bands& a, const Bands& b) {
  Bands all = a;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t t = 0; t < a[i].size(); ++t) all[i][t] *= b[i][t];
  return all;
}

// Changes the spectrum of a whole sound, zero-padded to twice its length.
std::vector<float> filtered(const std::vector<float>& samples, double sample_rate,
                            const std::function<void(std::complex<float>&, double hz)>& change) {
  const features::RealTransform transform(
      features::smooth_even_size(2 * static_cast<int>(samples.size())));
  features::AlignedBuffer<float> time(static_cast<std::size_t>(transform.size()));
  features::AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(transform.bins()));
  std::copy(samples.begin(), samples.end(), time.data());
  transform.forward(time, spectrum);
  for (std::size_t k = 0; k < spectrum.size(); ++k)
    change(spectrum[k], static_cast<double>(k) * sample_rate / transform.size());
  transform.inverse(spectrum, time);
  std::vector<float> out(time.data(), time.data() + samples.size());
  for (float& x : out) x /= static_cast<float>(transform.size());
  return out;
}

// Modulation power of an envelope in each range of rates, relative to its squared mean.
void modulation_of(const std::vector<double>& envelope, double rate_hz, double mean,
                   std::array<double, Texture::kRates>& db) {
  std::vector<float> around;
  for (const double x : envelope) around.push_back(static_cast<float>(x - mean));
  std::array<double, Texture::kRates> power{};
  filtered(around, rate_hz, [&](std::complex<float>& x, double hz) {
    for (std::size_t i = 0; i < power.size(); ++i)
      if (hz >= kRatesHz[i] && hz < kRatesHz[i + 1]) power[i] += std::norm(x);
  });
  const double count = static_cast<double>(envelope.size());
  for (std::size_t i = 0; i < power.size(); ++i)
    db[i] = 10 * std::log10(power[i] / (count * count * mean * mean) + 1e-6);
}

}  // namespace

double ear_likeness(const std::vector<float>& sound, const std::vector<float>& truth,
                    double sample_rate) {
  constexpr double kMeanFloor = 0.01 * kEarRangeDb, kSpreadFloor = 0.03 * kEarRangeDb;
  constexpr double kMeanGuard = kMeanFloor * kMeanFloor,
                   kSpreadGuard = kSpreadFloor * kSpreadFloor / 2;
  Bands a = ear_spectrogram(sound, sample_rate), b = ear_spectrogram(truth, sample_rate);
  double loudest = -300;
  for (const auto& band : b)
    for (const double x : band) loudest = std::max(loudest, x);
  for (Bands* bands : {&a, &b})
    for (auto& band : *bands)
      for (double& x : band) x = std::clamp(x - loudest + kEarRangeDb, 0.0, kEarRangeDb);
  const Bands aa = product(a, a), bb = product(b, b), ab = product(a, b);
  const std::size_t frames = std::min(a[0].size(), b[0].size());
  double sum = 0;
  long count = 0;
  for (std::size_t i = 1; i + 1 < a.size(); ++i)
    for (std::size_t t = 1; t + 1 < frames; ++t) {
      const double x = smoothed(a, i, t), y = smoothed(b, i, t);
      const double xx = smoothed(aa, i, t) - x * x, yy = smoothed(bb, i, t) - y * y;
      const double xy = smoothed(ab, i, t) - x * y;
      sum += (2 * x * y + kMeanGuard) / (x * x + y * y + kMeanGuard) * (xy + kSpreadGuard) /
             (std::sqrt(std::max(0.0, xx * yy)) + kSpreadGuard);
      ++count;
    }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

Texture texture_of(const std::vector<float>& samples, double sample_rate) {
  const Magnitudes m =
      magnitudes_of(samples, sample_rate, kEnvelopeWindowSeconds, kEnvelopeHopSeconds);
  const double rate_hz = sample_rate / std::lround(kEnvelopeHopSeconds * sample_rate);
  const Bands envelopes =
      bands_of(m, centres_hz(Texture::kBands, 500, std::min(14000.0, 0.44 * sample_rate)),
               [](double energy) { return std::pow(energy + 1e-10, kCompression / 2); });
  Texture texture;
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    double mean = 0, second = 0, fourth = 0;
    for (const double x : envelopes[i]) mean += x / static_cast<double>(envelopes[i].size());
    for (const double x : envelopes[i]) {
      const double square = (x - mean) * (x - mean);
      second += square / static_cast<double>(envelopes[i].size());
      fourth += square * square / static_cast<double>(envelopes[i].size());
    }
    texture.kurtosis_db[i] = 10 * std::log10((fourth + 1e-12) / (second * second + 1e-12));
    modulation_of(envelopes[i], rate_hz, mean, texture.modulation_db[i]);
  }
  return texture;
}

double modulation_difference_db(const Texture& a, const Texture& b) {
  double sum = 0;
  for (int i = 0; i < Texture::kBands; ++i)
    for (int k = 0; k < Texture::kRates; ++k)
      sum += std::abs(a.modulation_db[i][k] - b.modulation_db[i][k]);
  return sum / (Texture::kBands * Texture::kRates);
}

double kurtosis_difference_db(const Texture& a, const Texture& b) {
  double sum = 0;
  for (int i = 0; i < Texture::kBands; ++i) sum += std::abs(a.kurtosis_db[i] - b.kurtosis_db[i]);
  return sum / Texture::kBands;
}

EarFigures compare_by_ear(const std::vector<float>& sound, const std::vector<float>& truth,
                          const Texture& texture, double sample_rate) {
  const Texture own = texture_of(sound, sample_rate);
  return {ear_likeness(sound, truth, sample_rate), modulation_difference_db(own, texture),
          kurtosis_difference_db(own, texture)};
}

double repetition(const std::vector<float>& samples, double sample_rate, double hop_seconds) {
  const auto similarity = filtered(samples, sample_rate, [](std::complex<float>& x, double hz) {
    x = hz >= kNoiseLowHz && hz <= kNoiseHighHz ? std::norm(x) : 0.0f;
  });
  const auto around = [&](double seconds) {
    const auto at = static_cast<long>(seconds * sample_rate);
    const auto reach = static_cast<long>(kAroundSeconds * sample_rate);
    float largest = 0;
    for (long i = at - reach; i <= at + reach && i < static_cast<long>(similarity.size()); ++i)
      largest = std::max(largest, std::abs(similarity[static_cast<std::size_t>(i)]));
    return largest;
  };
  double at_hops = 0, between = 0;
  for (int hop = 1; hop <= kRepeatedHops; ++hop) {
    at_hops += around(hop * hop_seconds);
    between += around((hop + 0.5) * hop_seconds);
  }
  return between > 0 ? at_hops / between : 1;
}

std::vector<float> low_passed(const std::vector<float>& samples, double sample_rate, double hz) {
  return filtered(samples, sample_rate, [&](std::complex<float>& x, double at) {
    if (at > hz) x = 0;
  });
}

}  // namespace hemiola::measures
