// Draws an instrument, then notes one after another.
#include "corpus/scattered_notes.h"

#include <vector>

#include "base/random.h"
#include "corpus/instruments.h"

namespace hemiola::corpus {
namespace {

constexpr double kShortest = 0.3, kLongest = 0.7;  // seconds
constexpr int kLargestChord = 4;

const Instrument& choose(base::Random& random) {
  std::vector<const Instrument*> all;
  for (const Instrument& each : instruments())
    if (each.part == Split::train) all.push_back(&each);
  return *all[random.index(all.size())];
}

}  // namespace

Score scattered_notes(std::uint64_t seed, double seconds) {
  base::Random random(seed);
  Score score;
  score.seed = seed;
  score.seconds = seconds;
  const Instrument& instrument = choose(random);
  score.layers.push_back(
      {.program = instrument.program, .lowest = instrument.lowest, .highest = instrument.highest});
  for (double now = 0; now < seconds;) {
    const double end = now + random.uniform(kShortest, kLongest);
    const int together = random.between(1, kLargestChord);
    for (int i = 0; i < together; ++i) {
      const int midi = random.between(instrument.lowest, instrument.highest);
      const int velocity = random.between(40, 120);
      score.notes.push_back({.onset = now, .end = end, .midi = midi, .velocity = velocity});
    }
    now = end;
  }
  return score;
}

}  // namespace hemiola::corpus
