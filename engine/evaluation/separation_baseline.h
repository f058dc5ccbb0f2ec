// The cross-patch that one gets without a model: the tones of one with the hits of the other.
#pragma once

#include <vector>

namespace hemiola::evaluation {

// By harmonic-percussive median filtering; both at this rate, as long as the shorter.
std::vector<float> cross_by_separation(const std::vector<float>& tones_of,
                                       const std::vector<float>& hits_of, double sample_rate);

}  // namespace hemiola::evaluation
