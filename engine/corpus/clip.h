// One clip as sound: its stems, their twins, and the effects applied.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/effects_chain.h"
#include "corpus/score.h"
#include "corpus/synth.h"

namespace hemiola::corpus {

using Stem = std::vector<float>;

struct ClipTwin {
  double semitones = 0;
  Stem pitched;
};

struct Clip {
  Score score;
  EffectsChain effects_chain;
  std::string soundfont;        // file name
  Stem pitched, drums;          // noise, if any, is in the drums
  std::vector<ClipTwin> twins;  // none if the clip has no notes
};

// Renders a settled score, applies the effects chain and balances the stems. Twins get the same
// effects and the same gains over time, so they differ from the pitched stem only in pitch. No stem
// or twin clips, alone or summed with the drums.
void render_clip(Synth& synth, base::Random& levels, const std::vector<double>& twin_semitones,
                 double sample_rate, Clip& clip);

}  // namespace hemiola::corpus
