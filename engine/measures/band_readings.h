// Chroma and flux of log bands, decoded or analysed, by plain signal processing.
#pragma once

#include <vector>

#include "features/geometry.h"
#include "measures/chroma_flux.h"
#include "measures/onsets.h"

namespace hemiola::measures {

// Times of the frames that the analysis gives at this sample rate.
FrameClock clock_of(const features::Geometry& geometry, double sample_rate);

// Pitch classes of the bands' peaks between 80 Hz and 2 kHz, weighted by the square roots of their
// amplitudes, smoothed over half a second. Only for pitch-axis geometries.
Chroma band_chroma(const std::vector<float>& log_bands, const features::Geometry& geometry,
                   double sample_rate);

// Rise of log(1 + 300 amplitude) between frames, summed over all bands, minus its local mean over
// half a second, scaled so that the 95th percentile is 1.
Flux band_flux(const std::vector<float>& log_bands, const features::Geometry& geometry,
               double sample_rate);

}  // namespace hemiola::measures
