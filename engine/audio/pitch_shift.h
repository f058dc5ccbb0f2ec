// Pitch shift without change of length (Rubber Band, offline).
#pragma once

#include <vector>

namespace hemiola::audio {

// Same length and timing as the input. Deterministic: same input, same bits.
std::vector<float> pitch_shift(const std::vector<float>& samples, double sample_rate,
                               double semitones);

}  // namespace hemiola::audio
