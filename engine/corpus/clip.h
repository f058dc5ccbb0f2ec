// One clip as sound: its stems, the same performance in other keys, and what was done to them.
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
  Stem pitched, drums;          // noise, where there is some, is in the drums
  std::vector<ClipTwin> twins;  // none where nothing has a pitch
};

// Renders a settled score, treats and balances it. A twin passes through the same effects with the
// same gains, moment by moment: it differs from the pitched stem in pitch only. Neither the stems
// nor a twin clip, alone or with the drums.
void render_clip(Synth& synth, base::Random& levels, const std::vector<double>& twin_semitones,
                 double sample_rate, Clip& clip);

}  // namespace hemiola::corpus
