// Positions of the points of one axis between those of another, for linear interpolation.
#pragma once

#include <vector>

#include "features/geometry.h"

namespace hemiola::vocoder {

// value = (1 - part) x values[lower] + part x values[lower + 1]
struct Between {
  int lower;
  float part;
};

// Each bin on the axis of the bands, extended by bands_above.
std::vector<Between> bands_at_bins(const features::Geometry& geometry, double bin_hz, int bins,
                                   int bands_above = 0);
// Each sample of a frame among the knots, which span from its first sample to one past its last.
std::vector<Between> knots_in_time(int knots, int window);
// Bins with other_bin_hz spacing among those with bin_hz spacing; bins past the last are left out.
std::vector<Between> bins_at_bins(double bin_hz, int bins, double other_bin_hz, int other_bins);

}  // namespace hemiola::vocoder
