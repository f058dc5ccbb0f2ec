// What a studio does to one clip, drawn at random: tuning, equaliser, compressor, noise.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "corpus/effects.h"
#include "corpus/part.h"

namespace hemiola::corpus {

struct EffectsChain {
  double detune_cents = 0;  // of all that has a pitch
  std::vector<Band> pitched_bands, drums_bands;
  double drive_db = 0;    // 0: no saturation; else how far peaks reach above its knee, about
  Compressor compressor;  // its threshold is relative to the loudness (RMS) of the sum of the stems
  std::optional<Noise> noise;  // in the drums' stem, for it does not move with the pitch
};

EffectsChain choose_treatment(base::Random& random, Part part);

// Distinct shifts other than 0, in semitones from -12 to 12, in hundredths. Most are whole and
// within a fifth.
std::vector<double> choose_twins(base::Random& random, int count);

}  // namespace hemiola::corpus
