// The players of harmony: voicings, then struck, strummed, broken and held chords.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "corpus/players.h"

namespace hemiola::corpus {
namespace {

enum class Voicing { close, open, shell, rooted, wide };

// The chord voicings of one player for a whole clip.
struct Style {
  Voicing voicing = Voicing::close;
  int centre = 60;  // MIDI note to which voicings stay close
  int voices = 4;
};

Style choose_style(base::Random& random, const Layer& layer) {
  static constexpr std::array kVoicings = {Voicing::close, Voicing::close,  Voicing::open,
                                           Voicing::shell, Voicing::rooted, Voicing::wide};
  Style style;
  style.voicing = random.pick(kVoicings);
  const int lowest = std::max(layer.lowest + 7, 48);
  style.centre = random.between(lowest, std::max(lowest, std::min(layer.highest - 8, 70)));
  style.voices = random.between(3, 5);
  return style;
}

// Notes in ascending order. Each pitch class is placed as near as possible to the centre, so
// consecutive chords move by small steps.
std::vector<int> voice(const Style& style, const Layer& layer, const Chord& chord) {
  std::size_t count = std::min(chord.intervals.size(), static_cast<std::size_t>(style.voices));
  if (style.voicing == Voicing::shell) count = std::min<std::size_t>(count, 3);
  std::vector<int> notes;
  for (std::size_t i = 0; i < count; ++i) {
    const int pitch_class = (chord.root + chord.intervals[i]) % 12;
    const int above = (pitch_class - style.centre % 12 + 18) % 12 - 6;  // -6 .. 5
    notes.push_back(style.centre + above);
  }
  std::sort(notes.begin(), notes.end());
  if (style.voicing == Voicing::open && notes.size() >= 3) notes[notes.size() - 2] -= 12;
  if (style.voicing == Voicing::wide) notes.back() += 12;
  if (style.voicing == Voicing::rooted) {
    const int root = (chord.root - style.centre % 12 + 12) % 12 + style.centre - 12;
    notes.push_back(root - 12);
  }
  for (int& note : notes) note = fold(note, layer.lowest, layer.highest);
  std::sort(notes.begin(), notes.end());
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  return notes;
}

// One bar of four beats (16 or 12 steps), truncated or repeated for other bar lengths.
std::string choose_rhythm(base::Random& random, int steps_per_beat) {
  static constexpr std::array kFours = {"x...............", "x.......x.......", "x...x...x...x...",
                                        "x.x.x.x.x.x.x.x.", "..x...x...x...x.", "....x.......x...",
                                        "x.....x.........", "x..x..x...x.x...", "x.....x.....x...",
                                        "x..x..x..x..x.x.", "......x...x.....", "x.xx.x.xx.xx.x.x",
                                        "x...x.....x.x...", "..x..x....x..x..", "xx.xxx.xxx.xxx.x"};
  static constexpr std::array kThrees = {"x...........", "x.....x.....", "x..x..x..x..",
                                         "x.xx.xx.xx.x", "..x..x..x..x", "x....xx....x",
                                         "xxxxxxxxxxxx", "x..x.x...x.x"};
  if (random.chance(0.25)) {  // random rhythm
    std::string steps(static_cast<std::size_t>(4 * steps_per_beat), '.');
    const double density = random.uniform(0.15, 0.5);
    for (char& step : steps) step = random.chance(density) ? 'x' : '.';
    steps[0] = 'x';
    return steps;
  }
  return steps_per_beat == 3 ? random.pick(kThrees) : random.pick(kFours);
}

// Times of all strikes in beats; if on_change, also at every chord change.
std::vector<double> strikes(const Frame& frame, const std::string& rhythm, bool on_change) {
  std::vector<double> beats;
  const int steps = static_cast<int>(frame.end_beat() * frame.steps_per_beat);
  const int bar = frame.beats_per_bar * frame.steps_per_beat;
  for (int step = 0; step < steps; ++step) {
    const auto place = static_cast<std::size_t>(step % bar) % rhythm.size();
    if (rhythm[place] == 'x') beats.push_back(static_cast<double>(step) / frame.steps_per_beat);
  }
  if (on_change) {
    for (const ChordSpan& span : frame.chords) beats.push_back(span.start_beat);
  }
  std::sort(beats.begin(), beats.end());
  const auto same = [](double a, double b) { return std::abs(a - b) < 1e-6; };
  beats.erase(std::unique(beats.begin(), beats.end(), same), beats.end());
  return beats;
}

double accent(const Frame& frame, double beat) {
  const double in_bar = std::fmod(beat, frame.beats_per_bar);
  if (in_bar < 1e-6) return 1.12;
  return std::abs(beat - std::round(beat)) < 1e-6 ? 1.0 : 0.88;
}

}  // namespace

void write_chords(base::Random& random, const Frame& frame, const Layer& layer,
                  std::vector<Note>& notes) {
  const Style style = choose_style(random, layer);
  const std::string rhythm = choose_rhythm(random, frame.steps_per_beat);
  const double length = random.pick(std::array{0.25, 0.5, 1.0, 4.0});  // beats, maximum
  const bool on_change = random.chance(0.8);
  const std::vector<double> beats = strikes(frame, rhythm, on_change);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const ChordSpan& span = frame.chord_at(beats[i]);
    const double next = i + 1 < beats.size() ? beats[i + 1] : frame.end_beat();
    const double end = std::min({next, span.end_beat, beats[i] + length});
    for (const int midi : voice(style, layer, span.chord)) {
      play(random, frame, layer, notes, beats[i], end, midi, accent(frame, beats[i]));
    }
  }
}

void write_strum(base::Random& random, const Frame& frame, const Layer& layer,
                 std::vector<Note>& notes) {
  Style style = choose_style(random, layer);
  style.voicing = random.chance(0.5) ? Voicing::rooted : Voicing::wide;
  style.voices = 5;
  const std::string rhythm = choose_rhythm(random, frame.steps_per_beat);
  const double spread = random.uniform(0.006, 0.035);  // seconds between strings
  const std::vector<double> beats = strikes(frame, rhythm, true);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const ChordSpan& span = frame.chord_at(beats[i]);
    const double end = i + 1 < beats.size() ? beats[i + 1] : frame.end_beat();
    std::vector<int> strings = voice(style, layer, span.chord);
    const bool up = std::abs(beats[i] - std::round(beats[i])) > 1e-6;
    if (up) std::reverse(strings.begin(), strings.end());
    for (std::size_t k = 0; k < strings.size(); ++k) {
      play(random, frame, layer, notes, beats[i], std::min(end, span.end_beat), strings[k],
           up ? 0.85 : 1.05, static_cast<double>(k) * spread);
    }
  }
}

void write_pad(base::Random& random, const Frame& frame, const Layer& layer,
               std::vector<Note>& notes) {
  const Style style = choose_style(random, layer);
  const double overlap = random.uniform(-0.1, 0.15);  // beats
  for (const ChordSpan& span : frame.chords) {
    for (const int midi : voice(style, layer, span.chord)) {
      play(random, frame, layer, notes, span.start_beat,
           std::max(span.end_beat + overlap, span.start_beat + 0.5), midi);
    }
  }
}

void write_arpeggio(base::Random& random, const Frame& frame, const Layer& layer,
                    std::vector<Note>& notes) {
  enum { kUp, kDown, kUpDown, kAlberti, kScattered };
  Style style = choose_style(random, layer);
  style.voices = random.between(3, 5);
  const int order = random.weighted({0.3, 0.15, 0.25, 0.15, 0.15});
  const bool two_octaves = random.chance(0.35);
  const bool ring = random.chance(0.4);
  const double rest = random.pick(std::array{0.0, 0.0, 0.12});
  double step = 1.0 / frame.steps_per_beat;
  // More than ten notes per second would sound blurred.
  while (60.0 / frame.tempo_bpm * step < 0.1 || random.chance(0.3)) step *= 2;
  step = std::min(step, 1.0);
  int position = 0;
  double chord_start = -1;
  for (double beat = 0; beat < frame.end_beat() - 1e-6; beat += step) {
    const ChordSpan& span = frame.chord_at(beat);
    if (span.start_beat != chord_start) position = 0;
    chord_start = span.start_beat;
    std::vector<int> tones = voice(style, layer, span.chord);
    if (two_octaves) {
      const std::size_t count = tones.size();
      for (std::size_t i = 0; i < count; ++i) {
        if (tones[i] + 12 <= layer.highest) tones.push_back(tones[i] + 12);
      }
    }
    const int size = static_cast<int>(tones.size());
    int index = position % size;
    if (order == kDown) index = size - 1 - index;
    if (order == kUpDown && size > 1) {
      const int cycle = position % (2 * size - 2);
      index = cycle < size ? cycle : 2 * size - 2 - cycle;
    }
    if (order == kAlberti) {
      static constexpr std::array kPattern = {0, 2, 1, 2};
      index = std::min(kPattern[static_cast<std::size_t>(position % 4)], size - 1);
    }
    if (order == kScattered) index = random.below(size);
    ++position;
    if (random.chance(rest)) continue;
    const double end = ring ? span.end_beat : beat + step * 0.95;
    play(random, frame, layer, notes, beat, end, tones[static_cast<std::size_t>(index)],
         accent(frame, beat));
  }
}

}  // namespace hemiola::corpus
