// Rise time, early energy, steps and peaks.
#include "measures/attacks.h"

#include <algorithm>
#include <cmath>

namespace hemiola::measures {
namespace {

constexpr double kReachSeconds = 0.1, kGuardSeconds = 0.0005;
constexpr double kQuietestDb = -120, kQuietestPeak = 1e-8;
// Around a move.
constexpr double kBeforeSeconds = 0.06, kAfterSeconds = 0.25, kBesideSeconds = 0.6;

}  // namespace

Attack attack_of(const std::vector<float>& sound, double sample_rate, std::size_t click) {
  const long at = static_cast<long>(click), reach = std::lround(kReachSeconds * sample_rate);
  const long begin = std::max(0L, at - reach), end = std::min(std::ssize(sound), at + reach);
  const long guard = std::lround(kGuardSeconds * sample_rate);
  double all = 0, early = 0;
  std::vector<double> so_far;
  for (long i = begin; i < end; ++i) {
    all += sound[static_cast<std::size_t>(i)] * sound[static_cast<std::size_t>(i)];
    if (i < at - guard) early = all;
    so_far.push_back(all);
  }
  if (all <= 0) return {0, kQuietestDb};
  const auto reaches = [&](double share) {
    return std::lower_bound(so_far.begin(), so_far.end(), share * all);
  };
  return {1000 * static_cast<double>(reaches(0.9) - reaches(0.1)) / sample_rate,
          std::max(kQuietestDb, 10 * std::log10(std::max(early / all, 1e-12)))};
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

double step_ratio(const std::vector<float>& sound, double rate, double seconds) {
  const auto at = [&](double s) { return static_cast<std::size_t>(std::max(0.0, s) * rate); };
  const double begin = seconds - kBeforeSeconds, end = seconds + kAfterSeconds;
  const double beside = std::max(largest_step(sound, at(begin - kBesideSeconds), at(begin)),
                                 largest_step(sound, at(end), at(end + kBesideSeconds)));
  return beside > 0 ? largest_step(sound, at(begin), at(end)) / beside : 0;
}

}  // namespace hemiola::measures
