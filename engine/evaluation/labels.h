// Ground truth of a rendered clip: its chords and its onsets.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "measures/chroma_flux.h"

namespace hemiola::evaluation {

enum Track { kick, snare, hat, notes, kTracks };
constexpr int kDrumTracks = 3;

struct ChordLabel {
  double begin = 0, end = 0;  // seconds
  int chord = measures::kNoChord;
};

struct NoteLabel {
  double onset = 0, end = 0;  // seconds
  int midi = 0;
  double velocity = 0;  // to 127
};

struct HitLabel {
  double onset = 0;     // seconds
  int kind = 0;         // of patchbay::kHitKinds
  double velocity = 0;  // to 127
};

struct Labels {
  double seconds = 0;
  std::vector<ChordLabel> chords;  // ascending
  measures::Times onsets[kTracks];
  std::vector<NoteLabel> played;  // all notes, by onset
  std::vector<HitLabel> hits;     // of all kinds, by onset
  bool has_chords() const { return !chords.empty(); }
  bool has_drums() const;
};

// Reads a clip's JSON file, as the corpus room writes it. Throws std::runtime_error: path, reason.
Labels read_labels(const std::filesystem::path& path);

// Of all tracks together, in order; onsets within 30 ms of each other count as one.
measures::Times all_onsets(const Labels& labels);

// The chord class at a time, or kNoChord; and those at the first `count` steps of a clock.
int chord_at(const Labels& labels, double seconds);
std::vector<int> chord_steps(const Labels& labels, const measures::FrameClock& steps, int count);

// Transposes a chord class up by whole semitones; kNoChord stays.
int transpose_chord(int chord, int semitones);

}  // namespace hemiola::evaluation
