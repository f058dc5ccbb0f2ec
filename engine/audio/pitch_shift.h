// Pitch shift without change of length (Rubber Band, offline).
#pragma once

#include <vector>

namespace hemiola::audio {

// Same length and timing as the input (attacks move by a few milliseconds at most). Deterministic:
// same input, same bits. 35 to 90 x real time on one core, faster downwards. Each call needs about
// 0.1 s of preparation, so shift whole recordings, not pieces.
std::vector<float> pitch_shift(const std::vector<float>& samples, double sample_rate,
                               double semitones);

}  // namespace hemiola::audio
