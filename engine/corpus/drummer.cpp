// The drummer: plays a groove in every bar, with accents, ghost notes, fills and loose timing.
#include <algorithm>
#include <array>

#include "corpus/percussion.h"
#include "corpus/players.h"

namespace hemiola::corpus {
namespace {

// One drummer's way of playing a whole clip.
struct Drummer {
  double force = 1;              // for all hits
  double looseness_seconds = 0;  // standard deviation of timing
  int bars_to_fill = 0;          // period of fills; 0: none
  bool crashes = false;
};

double force_of(char step) {
  switch (step) {
    case 'o':
      return 0.5;
    case 'X':
      return 1.2;
    default:
      return 0.9;
  }
}

void hit(base::Random& random, const Frame& frame, const Drummer& drummer, double beat, int midi,
         double force, std::vector<Hit>& hits) {
  const double push = random.normal() * drummer.looseness_seconds;
  const double touch = 1.0 + 0.08 * random.normal();
  const int velocity = static_cast<int>(88 * drummer.force * force * touch);
  hits.push_back({frame.seconds(beat) + push, midi, std::clamp(velocity, 18, 127)});
}

// Snare, then toms from high to low, over the last beats of a bar.
void fill(base::Random& random, const Frame& frame, const Drummer& drummer, double start,
          double end, std::vector<Hit>& hits) {
  static constexpr std::array kDrums = {38, 50, 48, 47, 45, 43};
  const double step = 1.0 / frame.steps_per_beat;
  const double gaps = random.uniform(0.0, 0.35);
  for (double beat = start; beat < end - 1e-6; beat += step) {
    if (random.chance(gaps)) continue;
    const double progress = (beat - start) / (end - start);
    const int wish = static_cast<int>(progress * 5.9) + random.between(-1, 1);
    hit(random, frame, drummer, beat, kDrums[static_cast<std::size_t>(std::clamp(wish, 0, 5))],
        0.8 + 0.3 * progress, hits);
  }
}

}  // namespace

void write_drums(base::Random& random, const Frame& frame, const Groove& groove, double end_beat,
                 std::vector<Hit>& hits) {
  Drummer drummer;
  drummer.force = random.uniform(0.75, 1.1);
  drummer.looseness_seconds = random.pick(std::array{0.0, 0.002, 0.005, 0.009});
  drummer.bars_to_fill = random.pick(std::array{0, 2, 4, 4});
  drummer.crashes = random.chance(0.4);
  if (groove.feel == "sparse") drummer.bars_to_fill = 0;
  const int steps = groove.beats * groove.steps_per_beat;
  const int bars = static_cast<int>(end_beat / groove.beats) + 1;
  for (int bar = 0; bar < bars; ++bar) {
    const double start = static_cast<double>(bar) * groove.beats;
    const bool fills =
        drummer.bars_to_fill > 0 && bar % drummer.bars_to_fill == drummer.bars_to_fill - 1;
    const double fill_beats = fills ? random.between(1, std::min(2, groove.beats)) : 0;
    const double fill_start = start + groove.beats - fill_beats;
    for (const GrooveRow& row : groove.rows) {
      for (int step = 0; step < steps; ++step) {
        const char mark = row.steps[static_cast<std::size_t>(step) % row.steps.size()];
        const double beat = start + static_cast<double>(step) / groove.steps_per_beat;
        const bool sometimes = mark == '?' && !random.chance(0.5);
        if (mark == '.' || sometimes || (fills && beat > fill_start - 1e-6)) continue;
        hit(random, frame, drummer, beat, row.midi, force_of(mark), hits);
      }
    }
    if (fills) fill(random, frame, drummer, fill_start, start + groove.beats, hits);
    const bool after_fill = drummer.bars_to_fill > 0 && bar % drummer.bars_to_fill == 0;
    if (drummer.crashes && (bar == 0 || after_fill)) {
      hit(random, frame, drummer, start, random.chance(0.8) ? kCrash : kSecondCrash, 0.95, hits);
    }
  }
}

}  // namespace hemiola::corpus
