// Rise, early energy, steps and peaks.
#include "listening/attacks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hemiola::listening {
namespace {

constexpr double kReachSeconds = 0.1, kSmoothSeconds = 0.001, kGuardSeconds = 0.0005;
constexpr double kQuietestDb = -120, kQuietestPeak = 1e-8;

std::vector<double> envelope_of(const std::vector<float>& sound, long begin, long end, long width) {
  std::vector<double> out;
  for (long centre = begin; centre < end; ++centre) {
    double sum = 0;
    for (long i = -width / 2; i <= width / 2; ++i) {
      const long at = centre + i;
      if (at < 0 || at >= std::ssize(sound)) continue;
      const double hann =
          0.5 + 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / (width + 1));
      sum += hann * sound[static_cast<std::size_t>(at)] * sound[static_cast<std::size_t>(at)];
    }
    out.push_back(std::sqrt(sum));
  }
  return out;
}

}  // namespace

Attack attack_of(const std::vector<float>& sound, double sample_rate, std::size_t click) {
  const long at = static_cast<long>(click), reach = std::lround(kReachSeconds * sample_rate);
  const long begin = std::max(0L, at - reach), end = std::min(std::ssize(sound), at + reach);
  const auto envelope = envelope_of(sound, begin, end, std::lround(kSmoothSeconds * sample_rate));
  const auto peak = std::max_element(envelope.begin(), envelope.end());
  if (peak == envelope.end() || *peak <= 0) return {0, kQuietestDb};
  const auto reaches = [&](double share) {
    return std::find_if(envelope.begin(), peak, [&](double x) { return x >= share * *peak; });
  };
  const double rise = static_cast<double>(reaches(0.9) - reaches(0.1)) / sample_rate;
  double early = 0, all = 0;
  const long guard = std::lround(kGuardSeconds * sample_rate);
  for (long i = begin; i < end; ++i) {
    const double power = sound[static_cast<std::size_t>(i)] * sound[static_cast<std::size_t>(i)];
    all += power;
    if (i < at - guard) early += power;
  }
  return {1000 * rise,
          early > 0 ? std::max(kQuietestDb, 10 * std::log10(early / all)) : kQuietestDb};
}

double largest_step(const std::vector<float>& sound, std::size_t begin, std::size_t end) {
  double largest = 0;
  for (std::size_t i = std::max<std::size_t>(begin, 1); i < std::min(end, sound.size()); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(sound[i]) - sound[i - 1]));
  return largest;
}

double peak_dbfs(const std::vector<float>& sound, std::size_t begin, std::size_t end) {
  double peak = kQuietestPeak;
  for (std::size_t i = begin; i < std::min(end, sound.size()); ++i)
    peak = std::max(peak, std::abs(static_cast<double>(sound[i])));
  return 20 * std::log10(peak);
}

}  // namespace hemiola::listening
