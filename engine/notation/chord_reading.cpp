// Compares pitch classes with templates of chords.
#include "notation/chord_reading.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "notation/chord_names.h"

namespace hemiola::notation {
namespace {

constexpr float kSilence = 0.15f;  // of all pitch classes together
// A chord of four notes has to be that much more like them than one of three: overtones and passing
// notes make sevenths of triads.
constexpr double kSeventhsCost = 0.03, kRareCost = 0.05;

constexpr const char* kRoots[] = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};

struct Template {
  std::string name;
  std::array<float, 12> classes{};
  double cost = 0;
};

std::vector<Template> make_templates() {
  struct Kind {
    const char* quality;
    double cost;
  };
  constexpr Kind kKinds[] = {{"", 0},
                             {"m", 0},
                             {"dim", kRareCost},
                             {"aug", kRareCost},
                             {"sus2", kRareCost},
                             {"sus4", kRareCost},
                             {"7", kSeventhsCost},
                             {"maj7", kSeventhsCost},
                             {"m7", kSeventhsCost},
                             {"m7b5", kRareCost},
                             {"dim7", kRareCost}};
  std::vector<Template> templates;
  for (const char* root : kRoots)
    for (const Kind& kind : kKinds) {
      Template made{std::string(root) + kind.quality, {}, kind.cost};
      const Chord chord = chord_of(made.name);
      const auto size = static_cast<float>(chord.pitch_classes.size());
      for (const int pitch_class : chord.pitch_classes)
        made.classes[static_cast<std::size_t>(pitch_class)] = 1 / std::sqrt(size);
      templates.push_back(std::move(made));
    }
  return templates;
}

}  // namespace

NamedChord name_chord(const std::array<float, 12>& chroma) {
  static const std::vector<Template> templates = make_templates();
  // What all pitch classes have in common belongs to no chord.
  std::array<float, 12> sorted = chroma, above{};
  std::nth_element(sorted.begin(), sorted.begin() + 6, sorted.end());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < chroma.size(); ++i) {
    above[i] = std::max(chroma[i] - sorted[6], 0.0f);
    sum += above[i];
    squares += static_cast<double>(above[i]) * above[i];
  }
  if (!(sum > kSilence)) return {};
  NamedChord best;
  double best_score = -1;
  for (const Template& one : templates) {
    double product = 0;
    for (std::size_t i = 0; i < 12; ++i) product += one.classes[i] * above[i];
    const double likeness = product / std::sqrt(squares);
    if (likeness - one.cost <= best_score) continue;
    best_score = likeness - one.cost;
    best = {one.name, likeness};
  }
  return best;
}

}  // namespace hemiola::notation
