// Generates drum patterns and varies written ones.
#include "corpus/grooves.h"

#include <array>

#include "corpus/percussion.h"

namespace hemiola::corpus {
namespace {

// Euclidean rhythm: onsets spread as evenly as the steps allow, as in most traditional ostinati.
std::string even_steps(int onsets, int steps, int rotation, char hit) {
  std::string row(static_cast<std::size_t>(steps), '.');
  for (int i = 0; i < onsets; ++i) {
    row[static_cast<std::size_t>((i * steps / onsets + rotation) % steps)] = hit;
  }
  return row;
}

// Euclidean rhythms with random counts and rotations on random instruments.
Groove invent_groove(base::Random& random) {
  Groove groove{"invented", "broken", 4, 4, 0.5, {}};
  switch (random.weighted({0.45, 0.2, 0.06, 0.29})) {
    case 0:
      break;
    case 1:
      groove.beats = 3;
      break;
    case 2:
      groove.beats = random.chance(0.5) ? 5 : 7;
      break;
    default:
      groove.steps_per_beat = 3;
      groove.feel = "triple";
  }
  const int steps = groove.beats * groove.steps_per_beat;
  const auto add = [&](int midi, int fewest, int most, char hit) {
    const int onsets = random.between(fewest, most);
    const int rotation = random.below(steps);
    groove.rows.push_back({midi, even_steps(onsets, steps, rotation, hit)});
  };
  add(kKick, 1, 5, 'X');
  if (random.chance(0.8)) add(random.pick(std::array{kSnare, kSnare, kRim, kClap}), 1, 4, 'X');
  if (random.chance(0.85)) {
    add(random.pick(std::array{kHat, kHat, kRide, kShaker, kOpen}), 3, steps, 'x');
  }
  if (random.chance(0.4)) {
    add(random.pick(std::array{kLowTom, kMidTom, kHighTom, kHighConga, kCowbell, kClaves}), 1, 5,
        'x');
  }
  return groove;
}

// Random variation of a written pattern: drops and adds hits, exchanges instruments.
void vary(base::Random& random, Groove& groove) {
  const bool ride = random.chance(0.2);
  const bool rim = random.chance(0.12);
  const double drop = random.pick(std::array{0.0, 0.0, 0.08, 0.15});
  const double add = random.pick(std::array{0.0, 0.0, 0.05, 0.1});
  for (GrooveRow& row : groove.rows) {
    if (ride && row.midi == kHat) row.midi = kRide;
    if (rim && row.midi == kSnare) row.midi = random.chance(0.5) ? kRim : kClap;
    for (std::size_t step = 0; step < row.steps.size(); ++step) {
      char& hit = row.steps[step];
      if (hit != '.' && step > 0 && random.chance(drop)) hit = '.';
      if (hit == '.' && random.chance(add)) hit = random.chance(0.5) ? 'o' : 'x';
    }
  }
  if (random.chance(0.2)) {
    const int steps = groove.beats * groove.steps_per_beat;
    const int midi = random.pick(std::array{kTambourine, kShaker, kHighConga, kCowbell, kClaves});
    const int onsets = random.between(2, steps / 2);
    groove.rows.push_back({midi, even_steps(onsets, steps, random.below(steps), 'o')});
  }
}

}  // namespace

Groove choose_groove(base::Random& random, Split part) {
  const std::vector<Groove> written = written_grooves(part);
  if (part != Split::train) return random.pick(written);
  if (random.chance(0.25)) return invent_groove(random);
  Groove groove = random.pick(written);
  if (random.chance(0.6)) vary(random, groove);
  return groove;
}

}  // namespace hemiola::corpus
