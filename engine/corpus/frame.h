// What all players of a clip share: tempo, metre and harmony; converts beats to seconds.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "corpus/score.h"

namespace hemiola::corpus {

struct Frame {
  double tempo_bpm = 120;
  double drift = 0;    // relative change of tempo over the clip
  double swing = 0.5;  // position of the middle of a beat; 0.5: straight
  double lead_in_seconds = 0;
  double length_seconds = 12;
  int beats_per_bar = 4;
  int steps_per_beat = 4;            // 3 for a triple feel
  double looseness_seconds = 0.005;  // spread of the players' timing
  std::vector<int> scale;            // pitch classes
  std::vector<ChordSpan> chords;     // in beats, without gaps

  double end_beat() const { return chords.empty() ? 0 : chords.back().end_beat; }

  // Swing warps each beat; drift changes the tempo evenly over the clip.
  double seconds(double beat) const {
    const double whole = std::floor(beat);
    const double part = beat - whole;
    const double bent = part < 0.5 ? part * 2 * swing : swing + (part - 0.5) * 2 * (1 - swing);
    const double steady = (whole + bent) * 60.0 / tempo_bpm;
    return lead_in_seconds + steady * (1 - 0.5 * drift * steady / length_seconds);
  }

  const ChordSpan& chord_at(double beat) const {
    for (const ChordSpan& span : chords) {
      if (beat < span.end_beat - 1e-9) return span;
    }
    return chords.back();
  }
};

// Moves a note by octaves into a range of at least twelve semitones.
inline int fold(int midi, int lowest, int highest) {
  while (midi < lowest) midi += 12;
  while (midi > highest) midi -= 12;
  return std::max(midi, lowest);
}

// Adds one note, folded into the layer's range, with random variation of time and velocity.
inline void play(base::Random& random, const Frame& frame, const Layer& layer,
                 std::vector<Note>& notes, double beat, double end_beat, int midi,
                 double force = 1.0, double late_seconds = 0) {
  const double push = random.normal() * frame.looseness_seconds;
  const double touch = 1.0 + 0.07 * random.normal();
  Note note;
  note.onset = frame.seconds(beat) + push + late_seconds;
  note.end = std::max(frame.seconds(end_beat) + push, note.onset + 0.05);
  note.midi = fold(midi, layer.lowest, layer.highest);
  note.velocity = std::clamp(static_cast<int>(layer.velocity * force * touch), 20, 127);
  note.channel = layer.channel;
  note.role = layer.role;
  notes.push_back(note);
}

}  // namespace hemiola::corpus
