// Notes far from each other, alone and together, without music: what each note alone does.
#pragma once

#include <cstdint>

#include "corpus/score.h"

namespace hemiola::corpus {

// Between one and four notes at a time, all over the range of one instrument of the part `train`,
// with any velocities. In music, high notes lie over chords, which a fit takes for a part of them.
// Not settled (see settle).
Score scattered_notes(std::uint64_t seed, double seconds);

}  // namespace hemiola::corpus
