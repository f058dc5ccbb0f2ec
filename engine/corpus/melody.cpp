// The players of single lines: bass and melody.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "corpus/players.h"

namespace hemiola::corpus {
namespace {

// The note of a pitch class that is nearest to `to`.
int nearest(int pitch_class, int to) { return to + ((pitch_class - to) % 12 + 18) % 12 - 6; }

bool is_chord_tone(const Chord& chord, int midi) {
  return std::any_of(chord.intervals.begin(), chord.intervals.end(),
                     [&](int interval) { return (chord.root + interval - midi) % 12 == 0; });
}

// Notes that fit a chord: its own, and those of the key that are not a semitone from any of them.
std::vector<int> tones_over(const Frame& frame, const Chord& chord) {
  std::vector<int> tones;
  for (const int interval : chord.intervals) tones.push_back((chord.root + interval) % 12);
  for (const int tone : frame.scale) {
    const bool rubs =
        std::any_of(chord.intervals.begin(), chord.intervals.end(), [&](int interval) {
          const int distance = (tone - chord.root - interval + 24) % 12;
          return distance == 1 || distance == 11;
        });
    if (!rubs && std::find(tones.begin(), tones.end(), tone) == tones.end()) tones.push_back(tone);
  }
  return tones;
}

enum class BassStyle { held, roots, fifths, octaves, walking, pumping, syncopated };

// The bass note for step `count` of its pattern.
int bass_tone(base::Random& random, BassStyle style, const ChordSpan& span, int count, int root) {
  const auto& intervals = span.chord.intervals;
  const int fifth = std::find(intervals.begin(), intervals.end(), 6) != intervals.end() ? 6 : 7;
  switch (style) {
    case BassStyle::fifths:
      return count % 2 == 0 ? root : root + fifth;
    case BassStyle::octaves:
      return count % 2 == 0 ? root : root + 12;
    case BassStyle::walking:
      return count == 0 ? root : root + random.pick(intervals);
    case BassStyle::syncopated:
      return random.chance(0.7) ? root : root + (random.chance(0.5) ? fifth : 12);
    default:
      return root;
  }
}

// Bass rhythm for one bar of four beats.
std::string bass_rhythm(base::Random& random, BassStyle style, int steps_per_beat) {
  static constexpr std::array kFours = {"x.....x...x.....", "x..x..x...x..x..", "x.....xx....x.x.",
                                        "x..x....x.x...x.", "x.x...x.x.xx...."};
  static constexpr std::array kThrees = {"x....xx....x", "x.xx.xx..x.x", "x..x.xx....."};
  const bool threes = steps_per_beat == 3;
  switch (style) {
    case BassStyle::held:
      return threes ? "x..........." : "x...............";
    case BassStyle::roots:
    case BassStyle::fifths:
      return threes ? "x.....x....." : "x.......x.......";
    case BassStyle::walking:
      return threes ? "x..x..x..x.." : "x...x...x...x...";
    case BassStyle::octaves:
    case BassStyle::pumping:
      return threes ? "x.xx.xx.xx.x" : "x.x.x.x.x.x.x.x.";
    default:
      return threes ? random.pick(kThrees) : random.pick(kFours);
  }
}

}  // namespace

void write_bass(base::Random& random, const Frame& frame, const Layer& layer,
                std::vector<Note>& notes) {
  const auto style = static_cast<BassStyle>(random.below(7));
  const std::string rhythm = bass_rhythm(random, style, frame.steps_per_beat);
  const double length = random.pick(std::array{0.6, 0.85, 1.0});  // fraction of time to the next
  const int centre = random.between(36, 43);
  const int steps = static_cast<int>(frame.end_beat() * frame.steps_per_beat);
  const int bar = frame.beats_per_bar * frame.steps_per_beat;
  std::vector<double> beats;
  for (int step = 0; step < steps; ++step) {
    const double beat = static_cast<double>(step) / frame.steps_per_beat;
    const bool change = std::abs(frame.chord_at(beat).start_beat - beat) < 1e-6;
    const auto place = static_cast<std::size_t>(step % bar) % rhythm.size();
    if (change || rhythm[place] == 'x') beats.push_back(beat);
  }
  int count = 0;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const ChordSpan& span = frame.chord_at(beats[i]);
    if (std::abs(span.start_beat - beats[i]) < 1e-6) count = 0;
    const double next = i + 1 < beats.size() ? beats[i + 1] : frame.end_beat();
    const int root = nearest(span.chord.root, centre);
    const int midi = bass_tone(random, style, span, count++, root);
    play(random, frame, layer, notes, beats[i], beats[i] + (next - beats[i]) * length, midi);
  }
}

void write_melody(base::Random& random, const Frame& frame, const Layer& layer,
                  std::vector<Note>& notes) {
  const int lowest = std::max(layer.lowest, 50);
  const int highest = std::min(layer.highest, std::max(lowest + 14, 88));
  const double density = random.uniform(0.35, 0.85);
  const double leap = random.uniform(0.05, 0.3);
  const double legato = random.uniform(0.6, 1.0);
  const double repeat_phrase = random.chance(0.5) ? 0.7 : 0.0;
  int midi = random.between(lowest + 3, std::max(lowest + 3, highest - 5));
  std::vector<double> phrase;  // note lengths in beats; phrases can repeat
  double beat = random.chance(0.5) ? 0.0 : random.pick(std::array{0.5, 1.0, 2.0});
  while (beat < frame.end_beat() - 0.25) {
    if (phrase.empty() || !random.chance(repeat_phrase)) {
      phrase.clear();
      const int count = random.between(3, 8);
      for (int i = 0; i < count; ++i) {
        static constexpr std::array kFours = {0.25, 0.5, 0.5, 0.5, 1.0, 1.0, 1.5, 2.0};
        static constexpr std::array kThrees = {1.0 / 3, 1.0 / 3, 2.0 / 3, 1.0, 1.0, 2.0};
        phrase.push_back(frame.steps_per_beat == 3 ? random.pick(kThrees) : random.pick(kFours));
      }
    }
    for (const double length : phrase) {
      if (beat >= frame.end_beat() - 0.25) break;
      const Chord& chord = frame.chord_at(beat).chord;
      if (random.chance(density)) {
        const bool strong = std::abs(beat - std::round(beat)) < 1e-6;
        const std::vector<int> tones = tones_over(frame, chord);
        const int wish =
            midi + (random.chance(leap) ? random.between(-9, 9) : random.between(-3, 3));
        int best = midi;
        int best_distance = 100;
        for (int candidate = lowest; candidate <= highest; ++candidate) {
          if (std::find(tones.begin(), tones.end(), candidate % 12) == tones.end()) continue;
          if (strong && !is_chord_tone(chord, candidate)) continue;
          const int distance = std::abs(candidate - wish);
          if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
          }
        }
        midi = best;
        play(random, frame, layer, notes, beat, beat + length * legato, midi, strong ? 1.06 : 0.94);
      }
      beat += length;
    }
    // Continues on the grid, after a rest.
    const double grid = frame.steps_per_beat == 3 ? 1.0 : 0.5;
    beat = (std::ceil(beat / grid - 1e-6) + random.pick(std::array{0, 1, 2, 4})) * grid;
  }
}

}  // namespace hemiola::corpus
