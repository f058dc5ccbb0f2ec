// A composed clip: all its musical data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/chord.h"

namespace hemiola::corpus {

enum class Role { chords, arpeggio, strum, pad, bass, melody };
const char* role_name(Role role);

struct ChordSpan {
  Chord chord;
  double start_beat = 0, end_beat = 0;
  double start_seconds = 0, end_seconds = 0;
};

struct Note {
  double onset = 0, end = 0;  // seconds; the release may sound longer
  int midi = 60;
  int velocity = 80;
  int channel = 0;
  Role role = Role::chords;
};

enum class DrumKind { kick, snare, hat, tom, cymbal, perc };
const char* drum_name(DrumKind kind);
DrumKind drum_kind(int midi);  // General MIDI percussion key

struct Hit {
  double onset = 0;  // seconds
  int midi = 36;
  int velocity = 80;
};

// One instrument of a clip, on one MIDI channel.
struct Layer {
  Role role = Role::chords;
  int program = 0;  // General MIDI
  int channel = 0;
  int lowest = 0, highest = 127;
  int velocity = 85;  // mean
  int volume = 100;   // MIDI controller 7
};

struct Effects {
  double room_size = 0.2, damping = 0.3, reverb_level = 0;  // 0 to 1; level 0 is dry
  double chorus_level = 0;                                  // 0 to 10
};

struct Score {
  std::uint64_t seed = 0;
  double seconds = 0;
  int key = 0;  // pitch class of the tonic
  std::string mode;
  std::string progression;  // source of the chords: "written", "diatonic", ...
  std::string groove;       // name
  std::string feel;         // "straight", "swung", "triple", "broken", "sparse" or "none"
  double tempo_bpm = 120;   // at the start
  double drift = 0;         // relative change of tempo over the clip
  int beats_per_bar = 4;
  int drum_kit = 0;
  std::vector<Layer> layers;
  std::vector<ChordSpan> chords;  // empty if only drums play
  std::vector<Note> notes;
  std::vector<Hit> drums;
  Effects effects;
};

// Moves all events to the synthesizer's grid, so that labels match the sound. Drops events outside
// the clip, and ends notes before the same key is played again.
void settle(Score& score, double grid_seconds);

}  // namespace hemiola::corpus
