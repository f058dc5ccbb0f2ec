// Composes one clip from a seed.
#pragma once

#include <cstdint>

#include "corpus/score.h"
#include "corpus/split.h"

namespace hemiola::corpus {

// part: train, validation or unseen; each has its own progressions, grooves and instruments.
// The same seed gives the same clip on every platform. Events are not yet on the synthesizer's grid
// (settle in score.h moves them).
Score compose(std::uint64_t seed, Split part, double seconds);

}  // namespace hemiola::corpus
