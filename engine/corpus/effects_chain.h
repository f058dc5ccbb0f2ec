// The random effects of one clip: tuning, equaliser, compressor, noise.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "corpus/effects.h"
#include "corpus/split.h"

namespace hemiola::corpus {

struct EffectsChain {
  double detune_cents = 0;  // for all pitched instruments
  std::vector<Band> pitched_bands, drums_bands;
  double drive_db = 0;         // about how far peaks exceed the saturation knee; 0: no saturation
  Compressor compressor;       // threshold relative to the RMS of the sum of the stems
  std::optional<Noise> noise;  // in the drum stem, as it is not transposed
};

EffectsChain choose_effects_chain(base::Random& random, Split part);

// Distinct shifts in semitones, from -12 to 12 but not 0, in steps of 0.01. Most are whole and
// within a fifth.
std::vector<double> choose_twins(base::Random& random, int count);

}  // namespace hemiola::corpus
