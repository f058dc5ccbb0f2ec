// A sound as it comes back from Opus: what people know as "good enough", to compare with.
#pragma once

#include <vector>

namespace hemiola::audio {

// Mono. The codec is told that the rate is 48 kHz, whatever it is: a sound at 44.1 kHz is coded as
// if it were 8 % higher. Throws std::runtime_error where libsndfile can't write Opus.
std::vector<float> through_opus(const std::vector<float>& samples, double bits_per_second);

}  // namespace hemiola::audio
