// Renders a practice corpus: seeded, repeatable music with stems and known chords, notes and hits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hemiola::corpus {

struct CorpusOptions {
  std::filesystem::path out;        // made if it is not there
  std::filesystem::path soundfont;  // for all clips; empty: FluidR3_GM, and in training others too
  int clips = 600;
  double clip_seconds = 12;
  std::uint64_t seed = 1;
  double sample_rate = 44100;  // hertz
  std::string part = "train";  // or "validation", "unseen": other music on other instruments
  int twins = 0;               // random transpositions of each clip, 0 to 24
  std::vector<double> twin_semitones;  // these for each clip, instead; -24 to 24
  int threads = 0;                     // 0: one a core
};

struct CorpusReport {
  int clips = 0;                     // in the folder now
  double seconds = 0;                // of music in the folder now
  int skipped = 0;                   // of them, were there already from a run that was broken off
  std::vector<std::string> remarks;  // a sentence each: what would make the corpus richer
};

// Writes clip_0000.pitched.flac, clip_0000.drums.flac (mono, 16 bits, of equal length, never
// clipping together) and clip_0000.json, and so on, and corpus.json with the settings. A twin,
// clip_0000.pitched@+5.flac, is the performance of clip_0000.pitched.flac played five semitones
// higher: the notes were, the sound was not shifted; effects and levels are the same.
// Clip i depends on seed, part, soundfonts, rate, length and twins only, neither on how many clips
// there are nor on the threads. Goes on where a run with the same settings stopped. Progress is
// called from the calling thread: at the start, with the clips that are there already, and after
// each clip. Throws std::runtime_error: path, reason.
CorpusReport render_corpus(const CorpusOptions& options,
                           const std::function<void(int done, int total)>& progress = {});

// Two folders with equal settings hold the same music only where this is equal too.
int composer_version();

}  // namespace hemiola::corpus
