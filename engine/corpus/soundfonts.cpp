// Paths of soundfonts in Debian and elsewhere. TimGM6mb is excluded: it is reserved as a soundfont
// that no model was trained on.
#include "corpus/soundfonts.h"

#include <array>
#include <stdexcept>
#include <system_error>

namespace hemiola::corpus {
namespace {

namespace fs = std::filesystem;

constexpr double kDefaultWeight = 0.63, kMuseScoreWeight = 0.37;

template <typename Places>
fs::path first_there(const Places& places) {
  for (const char* place : places) {
    std::error_code ignored;
    if (fs::exists(place, ignored)) return fs::canonical(place);
  }
  return {};
}

}  // namespace

fs::path default_soundfont() {
  static constexpr std::array kPlaces = {"/usr/share/sounds/sf2/FluidR3_GM.sf2",
                                         "/usr/share/soundfonts/FluidR3_GM.sf2",
                                         "/usr/share/sounds/sf2/default-GM.sf2"};
  const fs::path path = first_there(kPlaces);
  if (!path.empty()) return path;
  throw std::runtime_error(std::string(kPlaces[0]) +
                           ": there is no such file; install the package fluid-soundfont-gm, or "
                           "name another General MIDI soundfont.");
}

std::vector<Soundfont> soundfonts_of(Split part, std::vector<std::string>& remarks) {
  static constexpr std::array kMuseScore = {"/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
                                            "/usr/share/sounds/sf3/MuseScore_General.sf3",
                                            "/usr/share/soundfonts/MuseScore_General.sf3"};
  std::vector<Soundfont> soundfonts = {{default_soundfont(), kDefaultWeight}};
  if (part != Split::train) return soundfonts;
  const fs::path second = first_there(kMuseScore);
  if (second.empty()) {
    remarks.push_back(std::string(kMuseScore[0]) +
                      ": there is no such file, so one soundfont plays all; for more variety "
                      "install the package musescore-general-soundfont-small.");
  } else {
    soundfonts.push_back({second, kMuseScoreWeight});
  }
  return soundfonts;
}

const Soundfont& choose_soundfont(base::Random& random, const std::vector<Soundfont>& soundfonts) {
  double total = 0;
  for (const Soundfont& soundfont : soundfonts) total += soundfont.weight;
  double rest = random.uniform() * total;
  for (const Soundfont& soundfont : soundfonts) {
    rest -= soundfont.weight;
    if (rest < 0) return soundfont;
  }
  return soundfonts.back();
}

}  // namespace hemiola::corpus
