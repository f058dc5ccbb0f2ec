// Stretches of music to learn to sound from: mixed anew from stems, cut from mixes, or made.
#pragma once

#include <vector>

#include "audio/library.h"
#include "training/mixture.h"

namespace hemiola::training {

// So many samples of a piece that the mixture draws from the library; other drums now and then, a
// random level. A file that can't be read sounds as silence.
std::vector<float> random_music(const audio::Library& library, const Mixture& mixture,
                                std::size_t count, base::Random& random);
// Steady chords of sines or saws, or clicks in silence.
std::vector<float> random_signal(std::size_t count, double sample_rate, base::Random& random);

}  // namespace hemiola::training
