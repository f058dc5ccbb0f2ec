// Ground truth of a rendered clip: its chords and its onsets.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evaluation/onsets.h"

namespace hemiola::evaluation {

constexpr int kChordClasses = 24;  // the root's pitch class, plus 12 if minor
constexpr int kNoChord = -1;       // silence, or a triad that is neither major nor minor

enum Track { kick, snare, hat, notes, kTracks };
constexpr int kDrumTracks = 3;

struct ChordLabel {
  double begin = 0, end = 0;  // seconds
  int chord = kNoChord;
};

struct Labels {
  double seconds = 0;
  std::vector<ChordLabel> chords;  // ascending
  Times onsets[kTracks];
  bool has_chords() const { return !chords.empty(); }
  bool has_drums() const;
};

// Reads a clip's JSON file, as the corpus room writes it. Throws std::runtime_error: path, reason.
Labels read_labels(const std::filesystem::path& path);

// Of all tracks together, in order; onsets within 30 ms of each other count as one.
Times all_onsets(const Labels& labels);

// The chord class at a time, or kNoChord; and those at the first `count` steps of a clock.
int chord_at(const Labels& labels, double seconds);
std::vector<int> chord_steps(const Labels& labels, const FrameClock& steps, int count);

// Transposes a chord class up by whole semitones; kNoChord stays.
int transpose_chord(int chord, int semitones);

}  // namespace hemiola::evaluation
