// The running loudness that the networks hear everything relative to.
#pragma once

#include <span>

#include "model/network.h"

namespace hemiola::model {

// Natural logs of amplitude. A frame's level is the rms of its bands, some 25 dB below that of its
// sound; it rises at once and falls by 60 dB in five seconds, so that a beat hardly pumps it and a
// quiet passage is soon seen in full.
constexpr double kLowestLevel = -12.0887;  // -105 dB: below it everything is silence
constexpr double kDynamicRange = 6.9078;   // 60 dB under the level nothing is heard
constexpr double kFallSeconds = 5;

// [voices][frames][bands] to the level [voices][frames], at least kLowestLevel. Frame by frame, so
// that any split of the frames gives the same bits.
torch::Tensor follow_level(const torch::Tensor& log_bands, double hop_seconds, Past& past);

// Bands relative to the level, limited to the dynamic range below it.
torch::Tensor below_level(const torch::Tensor& log_bands, const torch::Tensor& level);

// The loudness channel: 0 at silence, 1 more for each 17.4 dB, about 4 for loud music.
torch::Tensor loudness_of(const torch::Tensor& level);
// The level that a decoder takes from it. The last 9 dB above silence are expanded to 43, so that
// silence comes back as silence and not as a whisper of all music.
torch::Tensor level_of(const torch::Tensor& loudness);

// What a decoder makes of silence lies just above the bottom of its range, in hundreds of bands: a
// hiss. Here it goes on down, from 4 dB above the bottom; the rest is left alone.
torch::Tensor expand_downward(const torch::Tensor& log_bands, const torch::Tensor& level);

// 0 at silence, 1 from 9 dB above it: latents of silence are zero.
torch::Tensor gate(const torch::Tensor& level);

// The same of one frame of one voice, as plain floats. before: the level of the frame before, above
// the lowest.
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
