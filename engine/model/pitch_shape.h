// What the pitch network's two forms, LibTorch's and the inference network, must agree on.
#pragma once

#include <array>

namespace hemiola::model {

constexpr float kSlope = 0.2f;  // of leaky ReLU

constexpr int kRhythmWidth = 128;  // channels there
constexpr int kRhythmLayers = 3;
constexpr int kSpread = 16;           // channels into which rhythm is spread at each place
constexpr int kPositionChannels = 8;  // what the decoder knows of absolute pitch
constexpr int kBandsAPlace = 2;

// Kernels. Harmony's, rhythm's and the decoder's last are 5 rows wide, the towers' 9.
constexpr int kFrames = 3, kNarrowRows = 5, kTowerRows = 9;
constexpr int kRhythmStride = 4;

// Rows of rhythm that are left after all its strides: 4 of 216 bands.
constexpr int rhythm_rows(int bands) {
  for (int layer = 0; layer < kRhythmLayers; ++layer)
    bands = (bands + kRhythmStride - 1) / kRhythmStride;
  return bands;
}
static_assert(rhythm_rows(216) == 4);

// Of the towers' rows: they widen the view to two octaves each side.
constexpr std::array<int, 3> kRowDilations = {1, 4, 1};
// In frames. Harmony looks 0.3 s back, over the noise of a drum to the chord before it.
constexpr std::array<int, 3> kHarmonyDilations = {1, 3, 9};
constexpr std::array<int, kRhythmLayers> kRhythmDilations = {1, 2, 4};
constexpr std::array<int, 3> kDecoderDilations = {1, 2, 4};

}  // namespace hemiola::model
