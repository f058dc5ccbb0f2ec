// The distance between two log spectrograms in nats, limited to what is audible.
#pragma once

#include <span>
#include <vector>

#include "features/geometry.h"

namespace hemiola::evaluation {

// Audible floor [frames] of the true bands, in nats: 60 dB below the music's level, and at least 80
// dB below full scale. The level of a frame is the natural logarithm of the rms amplitude over its
// bands; it is held at its peak and decays by 60 dB in five seconds.
std::vector<float> audible_floor(std::span<const float> truth /*[frames][bands]*/,
                                 const features::Geometry& geometry, double hop_seconds);

// Mean absolute difference, after raising both spectrograms to the floor.
double error_nats(std::span<const float> bands, std::span<const float> truth,
                  std::span<const float> floor /*[frames]*/);

// Bands relative to the held level and at least -60 dB: the transcribers' input, independent of the
// recording's level and of inaudible details.
std::vector<float> heard(std::span<const float> bands, const features::Geometry& geometry,
                         double hop_seconds);

// Natural logarithm of the rms amplitude over the bands of one frame.
double frame_level(std::span<const float> log_bands);

}  // namespace hemiola::evaluation
