// The distance of two log spectrograms in nats, where it can be heard.
#pragma once

#include <span>
#include <vector>

#include "features/geometry.h"

namespace hemiola::evaluation {

// What lies 60 dB below the music's level, or 80 dB below full scale, nobody hears, and a decoder
// need not get it right. The level of a frame is the natural logarithm of the rms, over bands, of
// its amplitudes; it is held like a peak and falls by 60 dB in five seconds.
// One floor a frame, of the true bands.
std::vector<float> audible_floor(std::span<const float> truth /*[frames][bands]*/,
                                 const features::Geometry& geometry, double hop_seconds);

// Mean absolute difference, both limited from below by the floor of the truth.
double error_nats(std::span<const float> bands, std::span<const float> truth,
                  std::span<const float> floor /*[frames]*/);

// What readers see of bands: relative to the held level and no lower than the range. So neither the
// recording's level nor what nobody hears tells them anything.
std::vector<float> heard(std::span<const float> bands, const features::Geometry& geometry,
                         double hop_seconds);

// Natural log of the rms over bands of the amplitudes of one frame.
double frame_level(std::span<const float> log_bands);

}  // namespace hemiola::evaluation
