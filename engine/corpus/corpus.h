// Renders a practice corpus: seeded, repeatable music with stems and known chords, notes and hits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace hemiola::corpus {

struct CorpusOptions {
  std::filesystem::path out;        // made if it is not there
  std::filesystem::path soundfont;  // empty: FluidR3_GM
  int clips = 600;
  double clip_seconds = 12;
  std::uint64_t seed = 1;
  double sample_rate = 44100;  // hertz
  std::string part = "train";  // or "validation", "unseen": other music on other instruments
};

struct CorpusReport {
  int clips = 0;       // in the folder now
  double seconds = 0;  // of music in the folder now
  int skipped = 0;     // of them, were there already from a run that was broken off
};

// Writes clip_0000.pitched.flac, clip_0000.drums.flac (mono, 16 bits, of equal length, never
// clipping together) and clip_0000.json, and so on, and corpus.json with the settings. Clip i
// depends on seed, part, soundfont, rate and length only, not on how many clips there are. Goes on
// where a run with the same settings stopped. Throws std::runtime_error: path, reason.
CorpusReport render_corpus(const CorpusOptions& options,
                           const std::function<void(int done, int total)>& progress = {});

}  // namespace hemiola::corpus
