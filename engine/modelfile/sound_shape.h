// Constants shared by the two forms of the sound network: LibTorch's and the inference network.
#pragma once

#include <array>

namespace hemiola::modelfile {

constexpr std::array<int, 4> kSoundDilations = {1, 2, 4, 8};  // frames; 0.2 s in total
constexpr int kHeardFrames = 3, kLookFrames = 2;  // kernels of the first layer and of the blocks
// Limits of the outputs in nats, applied by tanh.
constexpr float kLargestToneGain = 2, kLargestRestGain = 4, kLargestShape = 3,
                kLargestNoiseGain = 6, kLargestRoughness = 1;

}  // namespace hemiola::modelfile
