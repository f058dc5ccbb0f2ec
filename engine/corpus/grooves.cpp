// The written drum patterns, and the inventor of others.
#include "corpus/grooves.h"

#include <algorithm>
#include <array>

namespace hemiola::corpus {
namespace {

constexpr int kKick = 36, kRim = 37, kSnare = 38, kClap = 39, kHat = 42, kPedal = 44, kOpen = 46;
constexpr int kRide = 51, kBell = 53, kTambourine = 54, kCowbell = 56, kHighConga = 63;
constexpr int kLowConga = 64, kShaker = 70, kClaves = 75, kLowTom = 43, kMidTom = 47, kHighTom = 50;

// One bar each, or two.
const std::vector<Groove>& train_grooves() {
  static const std::vector<Groove> table = {
      {"rock",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X.......X......."}, {kSnare, "....X.......X..."}, {kHat, "x.o.x.o.x.o.x.o."}}},
      {"rock pushed",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X.....x.X.x....."}, {kSnare, "....X.......X..."}, {kHat, "x.x.x.x.x.x.x.x."}}},
      {"pop sixteenths",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X..x....x.x....."}, {kSnare, "....X.......X..."}, {kHat, "xoxoxoxoxoxoxoxo"}}},
      {"four on the floor",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X...X...X...X..."}, {kClap, "....x.......x..."}, {kOpen, "..x...x...x...x."}}},
      {"house",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X...X...X...X..."},
        {kSnare, "....x.......x..?"},
        {kHat, "o.x.o.x.o.x.o.xo"},
        {kShaker, "oooooooooooooooo"}}},
      {"ballad",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X.......x......."}, {kRim, "........x......."}, {kHat, "x...o...x...o..."}}},
      {"disco",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X...X...X...X..."},
        {kSnare, "....X.......X..."},
        {kHat, "x.o.x.o.x.o.x.o."},
        {kOpen, "..x...x...x...x."}}},
      {"ride eighths",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X.....x..x......"}, {kSnare, "....X..o....X..o"}, {kRide, "x.x.x.x.x.x.x.x."}}},
      {"bossa",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X..xX..xX..xX..x"}, {kRim, "x..x..x...x..x.."}, {kHat, "xoxoxoxoxoxoxoxo"}}},
      {"tom rock",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X...x...X...x..."}, {kLowTom, "x.xx..x.x.xx..x."}, {kSnare, "....X.......X..."}}},
      {"waltz",
       "straight",
       3,
       4,
       0.5,
       {{kKick, "X..........."}, {kSnare, "....o...o..."}, {kHat, "x...x...x..."}}},
      {"waltz brisk",
       "straight",
       3,
       4,
       0.5,
       {{kKick, "X.....x....."}, {kSnare, "....x...x.o."}, {kRide, "x.x.x.x.x.x."}}},
      {"jazz ride",
       "swung",
       4,
       4,
       0.66,
       {{kRide, "x...x.x.x...x.x."},
        {kPedal, "....x.......x..."},
        {kKick, "o...o...o...o..."},
        {kSnare, "?.....?.......?."}}},
      {"shuffle",
       "swung",
       4,
       4,
       0.66,
       {{kKick, "X.......X.x....."}, {kSnare, "....X.......X..."}, {kHat, "x.xxx.xxx.xxx.xx"}}},
      {"swung pop",
       "swung",
       4,
       4,
       0.6,
       {{kKick, "X.....x.x......."}, {kSnare, "....X.......X.o."}, {kHat, "x.x.x.x.x.x.x.x."}}},
      {"hip hop",
       "swung",
       4,
       4,
       0.57,
       {{kKick, "X.....x.x.x....."}, {kSnare, "....X.......X..."}, {kHat, "x.x.x.xxx.x.x.x."}}},
      {"twelve eight",
       "triple",
       4,
       3,
       0.5,
       {{kKick, "X....xX....."}, {kSnare, "...X.....X.."}, {kHat, "xooxooxooxoo"}}},
      {"slow blues",
       "triple",
       4,
       3,
       0.5,
       {{kKick, "X..x..X..x.x"}, {kSnare, "...X.....X.."}, {kRide, "x.xx.xx.xx.x"}}},
      {"jig",
       "triple",
       2,
       3,
       0.5,
       {{kKick, "X....."}, {kSnare, "...x.."}, {kTambourine, "xooxoo"}}},
      {"afro triple",
       "triple",
       4,
       3,
       0.5,
       {{kBell, "x.x.xx.x.x.x"},
        {kKick, "X.....x....."},
        {kHighConga, "..xx..?.xx.."},
        {kLowConga, "....x.....x."}}},
      {"funk",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X..x..x...x..x.."}, {kSnare, "....X..o.o..X..o"}, {kHat, "x.xxx.x.x.xxx.xx"}}},
      {"breakbeat",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X.X.......XX...."}, {kSnare, "....X..o.o..X..o"}, {kRide, "x.x.x.x.x.x.x.x."}}},
      {"jungle",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X.X.......x....."}, {kSnare, "....X..x.x....X."}, {kHat, "x.x.x.x.x.x.x.x."}}},
      {"son clave",
       "broken",
       8,
       4,
       0.5,
       {{kClaves, "x..x..x...x.x.....x...x...x....."},
        {kKick, "...x..x....x..x....x..x....x..x."},
        {kHighConga, "x.o.x.xxx.o.x.xxx.o.x.xxx.o.x.xx"},
        {kCowbell, "x.x.xx.xx.x.xx.xx.x.xx.xx.x.xx.x"}}},
      {"trap",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X......x..x....."}, {kClap, "........X......."}, {kHat, "x.x.xxx.x.x.x?xx"}}},
      {"half time",
       "sparse",
       4,
       4,
       0.5,
       {{kKick, "X.........x....."}, {kSnare, "........X......."}, {kHat, "x...x...x...x..."}}},
      {"kick only", "sparse", 4, 4, 0.5, {{kKick, "X...x...X...x..."}}},
      {"rim and shaker",
       "sparse",
       4,
       4,
       0.5,
       {{kRim, "....x.......x..?"}, {kShaker, "x.o.x.o.x.o.x.o."}}},
      {"cymbal swells",
       "sparse",
       8,
       4,
       0.5,
       {{kRide, "x.......o.......x.......o......."}, {kKick, "X..............................."}}},
  };
  return table;
}

const std::vector<Groove>& validation_grooves() {
  static const std::vector<Groove> table = {
      {"motown",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "X.x...x.X.x...x."},
        {kSnare, "X...X...X...X..."},
        {kTambourine, "x.x.x.x.x.x.x.x."}}},
      {"two step",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X.........x..x.."}, {kSnare, "....X.......X..."}, {kHat, "..x.x.xx..x.x.x."}}},
      {"samba",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "o..xX..xo..xX..x"}, {kSnare, "x.xx.x.xx.x.xx.x"}, {kHat, "..x...x...x...x."}}},
      {"train", "swung", 4, 4, 0.6, {{kKick, "X.......X......."}, {kSnare, "ooXoooXoooXoooXo"}}},
      {"six eight", "triple", 2, 3, 0.5, {{kKick, "X....o"}, {kSnare, "...X.."}, {kHat, "x.xx.x"}}},
      {"distant toms",
       "sparse",
       4,
       4,
       0.5,
       {{kLowTom, "X.....x........."}, {kHighTom, "..........x....."}}},
  };
  return table;
}

const std::vector<Groove>& unseen_grooves() {
  static const std::vector<Groove> table = {
      {"one drop",
       "straight",
       4,
       4,
       0.5,
       {{kKick, "........X......."}, {kRim, "........X....o.."}, {kHat, "x.ox..x.x.ox..x."}}},
      {"second line",
       "broken",
       4,
       4,
       0.54,
       {{kKick, "X..x..x....x..x."}, {kSnare, "xoXoxxoXoxXoxoXo"}}},
      {"reggaeton",
       "broken",
       4,
       4,
       0.5,
       {{kKick, "X...X...X...X..."}, {kSnare, "...x..x....x..x."}, {kHat, "x.x.x.x.x.x.x.x."}}},
      {"half-time shuffle",
       "swung",
       4,
       4,
       0.64,
       {{kKick, "X.....o...x....."}, {kSnare, ".oo.ooo.X.o.ooo."}, {kHat, "x.xxx.xxx.xxx.xx"}}},
      {"bembe",
       "triple",
       4,
       3,
       0.5,
       {{kCowbell, "x.x.xx.x.x.x"},
        {kKick, "...x..X..x.."},
        {kSnare, "..o...X..o.."},
        {kHat, "x..x..x..x.."}}},
      {"drum and bass",
       "broken",
       8,
       4,
       0.5,
       {{kKick, "X.........X.....X.X.......X....."},
        {kSnare, "....X..o.o..X.......X..o....X.oo"},
        {kRide, "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x."}}},
      {"heartbeat",
       "sparse",
       4,
       4,
       0.5,
       {{kKick, "X..o............"}, {kClap, "............o..."}}},
  };
  return table;
}

// Onsets spread as evenly as whole steps allow: most of the world's ostinati are of this kind.
std::string even_steps(int onsets, int steps, int rotation, char hit) {
  std::string row(static_cast<std::size_t>(steps), '.');
  for (int i = 0; i < onsets; ++i) {
    row[static_cast<std::size_t>((i * steps / onsets + rotation) % steps)] = hit;
  }
  return row;
}

// Evenly spread onsets with random counts and rotations, on random instruments.
Groove invent_groove(Random& random) {
  Groove groove{"invented", "broken", 4, 4, 0.5, {}};
  switch (random.weighted({0.5, 0.2, 0.3})) {
    case 0:
      break;
    case 1:
      groove.beats = 3;
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

// Makes a written pattern one of its many cousins: hits dropped and added, instruments exchanged.
void vary(Random& random, Groove& groove) {
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

std::vector<Groove> written_grooves(Part part) {
  switch (part) {
    case Part::validation:
      return validation_grooves();
    case Part::unseen:
      return unseen_grooves();
    default:
      return train_grooves();
  }
}

Groove choose_groove(Random& random, Part part) {
  const std::vector<Groove> written = written_grooves(part);
  if (part != Part::train) return random.pick(written);
  if (random.chance(0.25)) return invent_groove(random);
  Groove groove = random.pick(written);
  if (random.chance(0.6)) vary(random, groove);
  return groove;
}

}  // namespace hemiola::corpus
