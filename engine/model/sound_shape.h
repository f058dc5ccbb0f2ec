// What the sound network's two forms, LibTorch's and the inference network, must agree on.
#pragma once

#include <array>

namespace hemiola::model {

constexpr std::array<int, 4> kSoundDilations = {1, 2, 4, 8};  // frames; 0.2 s in all
constexpr int kHeardFrames = 3, kLookFrames = 2;              // of the kernels
// Nats. What the network says beyond is bounded softly.
constexpr float kLargestToneGain = 2, kLargestRestGain = 4, kLargestShape = 3,
                kLargestNoiseGain = 6, kLargestRoughness = 1;

}  // namespace hemiola::model
