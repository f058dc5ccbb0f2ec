// Chroma and flux of log bands, decoded or analysed, by plain signal processing.
#pragma once

#include <vector>

#include "evaluation/onsets.h"
#include "evaluation/sound.h"
#include "features/geometry.h"

namespace hemiola::listening {

// Times of the frames that the analysis gives at this sample rate.
evaluation::FrameClock clock_of(const features::Geometry& geometry, double sample_rate);

// Pitch classes of the bands' peaks between 80 Hz and 2 kHz, weighted by the square roots of their
// amplitudes, smoothed over half a second. Only for pitch-axis geometries.
evaluation::Chroma band_chroma(const std::vector<float>& log_bands,
                               const features::Geometry& geometry, double sample_rate);

// Rise of log(1 + 300 amplitude) between frames, summed over all bands, minus its local mean over
// half a second, scaled so that the 95th percentile is 1.
evaluation::Flux band_flux(const std::vector<float>& log_bands, const features::Geometry& geometry,
                           double sample_rate);

}  // namespace hemiola::listening
