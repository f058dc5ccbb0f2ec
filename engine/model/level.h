// Running level, to which the networks see all bands relative, and the loudness channel.
#pragma once

#include <span>

#include "model/network.h"

namespace hemiola::model {

// Natural logs of amplitude. A frame's level is the rms of its bands, about 25 dB below that of the
// sound. It rises at once and falls by 60 dB in five seconds: a beat hardly modulates it, and a
// quiet passage soon has the full range.
constexpr double kLowestLevel = -12.0887;  // -105 dB; silence below
constexpr double kDynamicRange = 6.9078;   // 60 dB; bands are clamped to level - range
constexpr double kFallSeconds = 5;

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

// The same for one frame of one voice. before: previous level above kLowestLevel, updated.
float follow_level(std::span<const float> log_bands, double hop_seconds, float& before);
float loudness_of(float level);
float level_of(float loudness);
float expand_downward(float log_band, float level);
float gate(float level);

// State of one decoder's level correction.
struct LevelCorrection {
  float made = 0;  // running level of the decoded bands, above the lowest
  float gain = 0;  // nats
};
// Once per frame: brings the running level of the decoded bands to the one that the loudness
// channel asks for, by kLargestCorrection at most, with a time constant of 50 ms. Needed after
// rotations: tones move to where the spectral envelope in the rhythm is weaker or stronger
// (docs/design.md).
constexpr float kLargestCorrection = 1.4f;  // 12 dB
void correct_level(std::span<float> log_bands, float level, double hop_seconds,
                   LevelCorrection& correction);

}  // namespace hemiola::model
