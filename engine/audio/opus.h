// Encodes and decodes a sound by Opus, a familiar standard of "good enough" to compare with.
#pragma once

#include <vector>

namespace hemiola::audio {

// Mono. The codec assumes 48 kHz: a sound at 44.1 kHz is coded as if it were 8 % higher. Throws
// std::runtime_error if libsndfile can't write Opus.
std::vector<float> through_opus(const std::vector<float>& samples, double bits_per_second);

}  // namespace hemiola::audio
