// Log-spectral distance and spectral convergence.
#include "measures/compare.h"

#include <algorithm>
#include <cmath>

#include "measures/short_time.h"

namespace hemiola::measures {
namespace {

constexpr double kWindowSeconds = 0.0464, kHopSeconds = 0.0116;
constexpr double kLowestHz = 30, kHighestHz = 16000;
constexpr float kRange = 1e-4f;  // 80 dB

}  // namespace

SpectralDistance spectral_distance(const std::vector<float>& sound, const std::vector<float>& truth,
                                   double sample_rate) {
  const Magnitudes a = magnitudes_of(sound, sample_rate, kWindowSeconds, kHopSeconds);
  const Magnitudes b = magnitudes_of(truth, sample_rate, kWindowSeconds, kHopSeconds);
  const int frames = std::min(a.frames(), b.frames());
  if (frames == 0) return {};
  const int first = static_cast<int>(std::ceil(kLowestHz / a.hz_per_bin));
  const int last = std::min(a.bins - 1, static_cast<int>(kHighestHz / a.hz_per_bin));
  const float floor = std::max(1e-9f, kRange * *std::max_element(b.values.begin(), b.values.end()));
  double sum = 0, difference = 0, norm = 0;
  int judged = 0;
  for (int t = 0; t < frames; ++t) {
    double squares = 0;
    bool sounds = false;
    for (int k = first; k <= last; ++k) {
      const float x = a.values[static_cast<std::size_t>(t * a.bins + k)];
      const float y = b.values[static_cast<std::size_t>(t * b.bins + k)];
      const double db = 20 * std::log10(std::max(x, floor) / std::max(y, floor));
      squares += db * db;
      sounds = sounds || y > floor;
      difference += (x - y) * (x - y);
      norm += y * y;
    }
    if (!sounds) continue;
    sum += std::sqrt(squares / (last - first + 1));
    ++judged;
  }
  return {judged == 0 ? 0 : sum / judged, norm > 0 ? std::sqrt(difference / norm) : 0};
}

}  // namespace hemiola::measures
