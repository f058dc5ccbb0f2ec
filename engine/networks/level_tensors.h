// Running level, to which the networks see all bands relative, and the loudness channel: tensors of
// many frames and voices. modelfile/level.h has the constants, and the same for one frame.
#pragma once

#include "modelfile/level.h"
#include "networks/network.h"

namespace hemiola::networks {

// Level [voices][frames] of bands [voices][frames][bands], at least kLowestLevel. The same bits
// however the frames are split over calls.
torch::Tensor follow_level(const torch::Tensor& log_bands, double hop_seconds, Past& past);

// Bands relative to the level, at least -kDynamicRange.
torch::Tensor below_level(const torch::Tensor& log_bands, const torch::Tensor& level);

// The loudness channel: 0 at silence, 1 more for each 17.4 dB, about 4 for loud music.
torch::Tensor loudness_of(const torch::Tensor& level);
// Level for a decoder. The last 9 dB above silence are expanded to 43 dB, so that silence is
// decoded as silence and not as a faint average of all music.
torch::Tensor level_of(const torch::Tensor& loudness);

// Downward expander for the lowest 4 dB of the range; louder bands stay unchanged. Decoders output
// silence as hundreds of bands just above the bottom of the range, which would be a hiss.
torch::Tensor expand_downward(const torch::Tensor& log_bands, const torch::Tensor& level);

// Factor for latents: 0 at silence, so that its latents are zero; 1 from 9 dB above it.
torch::Tensor gate(const torch::Tensor& level);

}  // namespace hemiola::networks
