// Composes one clip from a seed.
#pragma once

#include <cstdint>

#include "corpus/part.h"
#include "corpus/score.h"

namespace hemiola::corpus {

// part: train, validation or unseen; each has its own progressions, grooves and instruments.
// The same seed gives the same clip on every platform. Events are not yet on the synthesizer's grid
// (settle in score.h moves them).
Score compose(std::uint64_t seed, Part part, double seconds);

}  // namespace hemiola::corpus
