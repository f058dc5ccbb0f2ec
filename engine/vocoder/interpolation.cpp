// Positions of the points of one axis between those of another, for linear interpolation.
#include "vocoder/interpolation.h"

#include <algorithm>
#include <cmath>

namespace hemiola::vocoder {
namespace {

Between between(double place, int points) {
  const double inside = std::clamp(place, 0.0, static_cast<double>(points - 1));
  const int lower = std::min(static_cast<int>(inside), points - 2);
  return {lower, static_cast<float>(inside - lower)};
}

}  // namespace

std::vector<Between> bands_at_bins(const features::Geometry& geometry, double bin_hz, int bins,
                                   int bands_above) {
  std::vector<Between> all;
  for (int bin = 0; bin < bins; ++bin) {
    const double hz = std::max(bin * bin_hz, geometry.lowest_hz);
    all.push_back(between(geometry.bands_per_octave * std::log2(hz / geometry.lowest_hz),
                          geometry.bands + bands_above));
  }
  return all;
}

std::vector<Between> knots_in_time(int knots, int window) {
  std::vector<Between> all;
  for (int i = 0; i < window; ++i)
    all.push_back(between(static_cast<double>(i) / window * (knots - 1), knots));
  return all;
}

std::vector<Between> bins_at_bins(double bin_hz, int bins, double other_bin_hz, int other_bins) {
  std::vector<Between> all;
  for (int bin = 0; bin < other_bins; ++bin) {
    const double place = bin * other_bin_hz / bin_hz;
    if (place > bins - 1) break;
    all.push_back(between(place, bins));
  }
  return all;
}

}  // namespace hemiola::vocoder
