// Sound for training the sound network: remixed stems, excerpts of mixes, or generated signals.
#pragma once

#include <vector>

#include "audio/library.h"
#include "training/mixture.h"

namespace hemiola::training {

// count samples of a piece drawn from the library by the mixture; sometimes with other drums;
// random level. An unreadable file gives silence.
std::vector<float> random_music(const audio::Library& library, const Mixture& mixture,
                                std::size_t count, base::Random& random);
// Steady chords of sines or saws, or clicks in silence.
std::vector<float> random_signal(std::size_t count, double sample_rate, base::Random& random);

}  // namespace hemiola::training
