// Renders a practice corpus: seeded, repeatable music with stems and known chords, notes and hits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hemiola::corpus {

struct CorpusOptions {
  std::filesystem::path out;        // created if missing
  std::filesystem::path soundfont;  // for all clips; empty: FluidR3_GM, and others too for training
  int clips = 600;
  double clip_seconds = 12;
  std::uint64_t seed = 1;
  double sample_rate = 44100;          // hertz
  std::string part = "train";          // or "validation", "unseen": different music and instruments
  bool scattered_notes = false;        // in place of music: see scattered_notes.h
  int twins = 0;                       // random transpositions of each clip, 0 to 24
  std::vector<double> twin_semitones;  // instead: these for each clip; -24 to 24
  int threads = 0;                     // 0: one per core
};

struct CorpusReport {
  int clips = 0;                     // in the folder now
  double seconds = 0;                // of music in the folder now
  int skipped = 0;                   // of these, already present from an interrupted run
  std::vector<std::string> remarks;  // sentences: what would make the corpus more varied
};

// Writes clip_0000.pitched.flac, clip_0000.drums.flac (mono, 16 bits, equal length, their sum never
// clips), clip_0000.json and so on, and corpus.json with the settings. A twin,
// clip_0000.pitched@+5.flac, is the same performance with all notes five semitones higher, not
// pitch-shifted audio; effects and levels are equal. Clip i depends only on seed, part, soundfonts,
// rate, length and twins, not on the number of clips or threads. Continues an interrupted run with
// the same settings. Calls progress in the calling thread: first with the number of existing clips,
// then after each clip. Throws std::runtime_error: path, reason.
CorpusReport render_corpus(const CorpusOptions& options,
                           const std::function<void(int done, int total)>& progress = {});

// Folders with equal settings hold the same music only if this version is equal too.
int composer_version();

}  // namespace hemiola::corpus
