// What is known about a rendered clip: its chords and its onsets.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evaluation/onsets.h"

namespace hemiola::evaluation {

constexpr int kChordClasses = 24;  // the root's pitch class, plus 12 where the third is minor
constexpr int kNoChord = -1;       // silence, and triads that are neither major nor minor

enum Track { kick, snare, hat, notes, kTracks };
constexpr int kDrumTracks = 3;

struct ChordLabel {
  double begin = 0, end = 0;  // seconds
  int chord = kNoChord;
};

struct Labels {
  double seconds = 0;
  std::vector<ChordLabel> chords;  // in the order of time
  Times onsets[kTracks];
  bool has_chords() const { return !chords.empty(); }
  bool has_drums() const;
};

// Reads what corpus writes beside a clip. Throws std::runtime_error: path, reason.
Labels read_labels(const std::filesystem::path& path);

// Of all tracks together, in order; onsets within 30 ms of each other count as one.
Times all_onsets(const Labels& labels);

int chord_at(const Labels& labels, double seconds);
std::vector<int> chord_steps(const Labels& labels, const FrameClock& steps, int count);

// The chord moved up by whole semitones.
int transpose_chord(int chord, int semitones);

}  // namespace hemiola::evaluation
