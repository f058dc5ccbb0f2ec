// Chords and onsets read off log bands by plain means: the same for a spectrogram and for a sound.
#pragma once

#include <vector>

#include "evaluation/onsets.h"
#include "evaluation/sound.h"
#include "features/geometry.h"

namespace hemiola::listening {

evaluation::FrameClock clock_of(const features::Geometry& geometry, double sample_rate);

// Pitch classes of the bands' peaks between 80 Hz and 2 kHz, square roots of their amplitudes,
// averaged over half a second. For geometries along pitch.
evaluation::Chroma band_chroma(const std::vector<float>& log_bands,
                               const features::Geometry& geometry, double sample_rate);

// How much the bands rise from frame to frame: log(1 + 300 amplitude), over all of them, less the
// mean of half a second; one is what the strongest twentieth of the frames reaches.
evaluation::Flux band_flux(const std::vector<float>& log_bands, const features::Geometry& geometry,
                           double sample_rate);

}  // namespace hemiola::listening
