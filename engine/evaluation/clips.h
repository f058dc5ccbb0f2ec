// Evaluation clips: rendered music with labels, stems and true transpositions; their log bands.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "coding/bands.h"
#include "coding/coder.h"
#include "coding/parallel.h"
#include "evaluation/labels.h"
#include "features/geometry.h"

namespace hemiola::evaluation {

using coding::analyse_mix;
using coding::Bands;
using coding::Coder;
using coding::crossed;
using coding::in_parallel;
using coding::Latents;
using coding::Mix;
using coding::patched;
using coding::ReportProgress;
using coding::rotated;
using coding::TimedCommand;

// Transpositions rendered for each clip, in semitones: half a semitone down (for fractional
// rotation), octaves, and several within a fifth.
const std::vector<double>& twin_semitones();

struct Clip {
  std::filesystem::path stem;  // folder/clip_0000
  Labels labels;
};

// The clips of a rendered folder in order, at most at_most. Throws std::runtime_error with the
// folder's path if it has none.
std::vector<Clip> list_clips(const std::filesystem::path& folder, int at_most);

struct CorpusRequest {
  std::string part;                 // "train", "validation" or "unseen"
  std::filesystem::path soundfont;  // empty: FluidR3_GM
  int clips = 0;
  double clip_seconds = 12;
  bool twins = false;
};

// Renders the missing clips into a folder inside the cache and returns that folder.
std::filesystem::path cached_corpus(const std::filesystem::path& cache,
                                    const CorpusRequest& request, const ReportProgress& report);

// $XDG_CACHE_HOME/hemiola, else ~/.cache/hemiola, else hemiola-cache in the temporary folder.
std::filesystem::path default_cache();

// A clip's stems together, or one of them.
// semitones not 0: pitched stem replaced by that twin. Throws std::runtime_error if it is missing.
Mix load_mix(const Clip& clip, double semitones = 0);
Mix load_stem(const Clip& clip, const std::string& stem);  // "pitched" or "drums"

// The bands of many clips; clip i as its twin at semitones[i] (empty: no transposition).
std::vector<Bands> analyse_clips(const std::vector<Clip>& clips,
                                 const std::vector<double>& semitones,
                                 const features::Geometry& geometry,
                                 const ReportProgress& report = {});

}  // namespace hemiola::evaluation
