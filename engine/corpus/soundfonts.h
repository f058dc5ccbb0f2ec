// The soundfonts that a corpus is played with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/part.h"

namespace hemiola::corpus {

struct Soundfont {
  std::filesystem::path path;
  double weight = 1;  // how often clips draw it
};

// FluidR3_GM, where it is installed. Throws std::runtime_error that says what to install.
std::filesystem::path default_soundfont();

// Training draws from all that are installed, the held-out parts keep the default one. A missing
// optional one is told in `remarks`. Throws like default_soundfont.
std::vector<Soundfont> soundfonts_of(Part part, std::vector<std::string>& remarks);

const Soundfont& choose_soundfont(base::Random& random, const std::vector<Soundfont>& soundfonts);

}  // namespace hemiola::corpus
