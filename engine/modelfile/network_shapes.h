// Constants that the two forms of a network share: LibTorch's and the inference network.
#pragma once

#include <array>

namespace hemiola::modelfile {

constexpr float kSlope = 0.2f;  // leaky ReLU

constexpr int kRhythmWidth = 128;  // channels of the last rhythm convolution
constexpr int kRhythmLayers = 3;
constexpr int kSpread = 16;           // channels of rhythm per place, in the decoder
constexpr int kPositionChannels = 8;  // learned channels of absolute pitch, in the decoder
constexpr int kBandsPerPlace = 2;

// Kernel sizes. 5 rows in harmony_in, rhythm and decoder_out, 9 rows in the towers.
constexpr int kFrames = 3, kNarrowRows = 5, kTowerRows = 9;
constexpr int kRhythmStride = 4;

// Rows of rhythm after all strides: 4 from 216 bands.
constexpr int rhythm_rows(int bands) {
  for (int layer = 0; layer < kRhythmLayers; ++layer)
    bands = (bands + kRhythmStride - 1) / kRhythmStride;
  return bands;
}
static_assert(rhythm_rows(216) == 4);

// Rows in the towers: they see two octaves to each side.
constexpr std::array<int, 3> kRowDilations = {1, 4, 1};
// Frames. Harmony looks back 0.3 s, past the noise of a drum hit to the chord before it.
constexpr std::array<int, 3> kHarmonyDilations = {1, 3, 9};
constexpr std::array<int, kRhythmLayers> kRhythmDilations = {1, 2, 4};
constexpr std::array<int, 3> kDecoderDilations = {1, 2, 4};

// Scales log amplitudes, absolute (paper) or relative to the running level, to about -2.5 to 2.2.
template <typename T>
T normalise(const T& log_bands) {
  return (log_bands + 4.0) / 3.0;
}
template <typename T>
T denormalise(const T& x) {
  return x * 3.0 - 4.0;
}

// The sound network.
constexpr std::array<int, 4> kSoundDilations = {1, 2, 4, 8};  // frames; 0.2 s in total
constexpr int kHeardFrames = 3, kLookFrames = 2;  // kernels of the first layer and of the blocks
// Limits of the outputs in nats, applied by tanh.
constexpr float kLargestToneGain = 2, kLargestRestGain = 4, kLargestShape = 3,
                kLargestNoiseGain = 6, kLargestRoughness = 1;

}  // namespace hemiola::modelfile
