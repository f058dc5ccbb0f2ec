// From bands back to the bins of the synthesis: a matrix without negative entries.
#pragma once

#include "features/bands.h"
#include "features/geometry.h"
#include "features/synthesis_frame.h"

namespace hemiola::features {

// Pitch axis: band energies to powers of bins, keeping the energy. A band's energy is spread over
// its triangle, and further by what the synthesis window blurs more than the analysis window of
// the band did. Mel axis: band magnitudes to magnitudes of bins.
SparseRows invert_bands(const Geometry& geometry, const SynthesisFrame& frame);

}  // namespace hemiola::features
