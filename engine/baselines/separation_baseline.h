// The rival for the cross-patch that needs no model: the tones of one sound, the hits of the other.
#pragma once

#include <vector>

namespace hemiola::baselines {

// By harmonic-percussive median filtering. Both at sample_rate; the result has the shorter length.
std::vector<float> cross_by_separation(const std::vector<float>& tones_of,
                                       const std::vector<float>& hits_of, double sample_rate);

}  // namespace hemiola::baselines
