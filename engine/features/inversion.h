// Bands to bins of the synthesis, as a matrix without negative entries.
#pragma once

#include "features/bands.h"
#include "features/geometry.h"
#include "features/synthesis_frame.h"

namespace hemiola::features {

// Pitch axis: band energies to bin powers, preserving the energy. Spreads each band over its
// triangle, and further by the extra blur of the synthesis window compared with the band's analysis
// window. Mel axis: band magnitudes to bin magnitudes.
SparseRows invert_bands(const Geometry& geometry, const SynthesisFrame& frame);

}  // namespace hemiola::features
