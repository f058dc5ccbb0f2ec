// Where the points of one axis lie between those of another.
#pragma once

#include <vector>

#include "features/geometry.h"

namespace hemiola::vocoder {

// value = (1 - part) x values[lower] + part x values[lower + 1]
struct Between {
  int lower;
  float part;
};

// Each bin on the axis of the bands, which goes on for some bands above the geometry's own.
std::vector<Between> bands_at_bins(const features::Geometry& geometry, double bin_hz, int bins,
                                   int bands_above = 0);
// Each sample of a frame among the knots, which lie from its first sample to one past its last.
std::vector<Between> knots_in_time(int knots, int window);
// Bins of one spacing among those of another; bins past the last are left out.
std::vector<Between> bins_at_bins(double bin_hz, int bins, double other_bin_hz, int other_bins);

}  // namespace hemiola::vocoder
