// The soundfonts of a corpus.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/split.h"

namespace hemiola::corpus {

struct Soundfont {
  std::filesystem::path path;
  double weight = 1;  // relative frequency of use
};

// FluidR3_GM. Throws std::runtime_error with installation advice if it is missing.
std::filesystem::path default_soundfont();

// Training uses all that are installed, held-out parts only the default. Adds a remark if an
// optional one is missing. Throws like default_soundfont.
std::vector<Soundfont> soundfonts_of(Split part, std::vector<std::string>& remarks);

const Soundfont& choose_soundfont(base::Random& random, const std::vector<Soundfont>& soundfonts);

}  // namespace hemiola::corpus
