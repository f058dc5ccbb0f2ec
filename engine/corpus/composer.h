// Composes one clip from a seed.
#pragma once

#include <cstdint>

#include "corpus/part.h"
#include "corpus/score.h"

namespace hemiola::corpus {

// The same seed gives the same clip on every platform. Events are not yet on the synthesizer's grid
// (see settle).
Score compose(std::uint64_t seed, Part part, double seconds);

}  // namespace hemiola::corpus
