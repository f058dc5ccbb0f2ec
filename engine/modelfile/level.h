// Running level, to which the networks see all bands relative, and the loudness channel.
#pragma once

#include <span>

namespace hemiola::modelfile {

// Natural logs of amplitude. A frame's level is the rms of its bands, about 25 dB below that of the
// sound. It rises at once and falls by 60 dB in five seconds: a beat hardly modulates it, and a
// quiet passage soon has the full range.
constexpr double kLowestLevel = -12.0887;  // -105 dB; silence below
constexpr double kDynamicRange = 6.9078;   // 60 dB; bands are clamped to level - range
constexpr double kFallSeconds = 5;

constexpr double kNatsPerUnit = 2;  // of loudness
constexpr double kFadeUnits = 0.5;  // units of loudness above silence, the fade range
constexpr double kExpansion = 8;    // additional nats per unit in the fade range
// Sound at full scale, louder than any music. Users may send any latents, so a decoder's level is
// limited to this.
constexpr double kMaxLoudness = 4.6;
constexpr double kExpanderKneeNats = 0.46;  // above the bottom of the range
constexpr double kExpanderSlope = 12;       // nats per nat
constexpr double kFadeNats = kFadeUnits * kNatsPerUnit;

// One frame of one voice. The tensors' versions are in networks/level_tensors.h; they give the
// same. Level of the bands, at least kLowestLevel. before: previous level above kLowestLevel,
// updated.
float follow_level(std::span<const float> log_bands, double hop_seconds, float& before);
// The loudness channel: 0 at silence, 1 more for each 17.4 dB, about 4 for loud music.
float loudness_of(float level);
// Level for a decoder. The last 9 dB above silence are expanded to 43 dB, so that silence is
// decoded as silence and not as a faint average of all music.
float level_of(float loudness);
// Downward expander for the lowest 4 dB of the range; louder bands stay unchanged. Decoders output
// silence as hundreds of bands just above the bottom of the range, which would be a hiss.
float expand_downward(float log_band, float level);
// Factor for latents: 0 at silence, so that its latents are zero; 1 from 9 dB above it.
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

}  // namespace hemiola::modelfile
