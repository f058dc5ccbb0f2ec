// The distance between two log spectrograms in nats, limited to what is audible.
#pragma once

#include <span>
#include <vector>

#include "features/geometry.h"

namespace hemiola::measures {

// Audible floor [frames] of the true bands, in nats: 60 dB below the music's level or 80 dB below
// full scale, whichever is higher. The level of a frame is the natural logarithm of the rms
// amplitude over its bands, held at its peaks and falling by 60 dB in five seconds.
std::vector<float> audible_floor(std::span<const float> truth /*[frames][bands]*/,
                                 const features::Geometry& geometry, double hop_seconds);

// Mean absolute difference, after raising both spectrograms to the floor.
double error_nats(std::span<const float> bands, std::span<const float> truth,
                  std::span<const float> floor /*[frames]*/);

// The transcribers' input: bands relative to the held level, limited from below to -60 dB, so that
// neither the recording's level nor inaudible details matter. [frames][bands]
std::vector<float> relative_bands(std::span<const float> bands, const features::Geometry& geometry,
                                  double hop_seconds);

// Natural logarithm of the rms amplitude over the bands of one frame.
double frame_level(std::span<const float> log_bands);

}  // namespace hemiola::measures
