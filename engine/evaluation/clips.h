// Evaluation clips: rendered music with labels, stems and true transpositions; their log bands.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "evaluation/labels.h"
#include "features/geometry.h"

namespace hemiola::evaluation {

using ReportProgress = std::function<void(double fraction, const std::string& what)>;

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

// A mono mix of a clip's stems, or one stem.
struct Mix {
  double sample_rate = 0;
  std::vector<float> samples;
};
// semitones not 0: pitched stem replaced by that twin. Throws std::runtime_error if it is missing.
Mix load_mix(const Clip& clip, double semitones = 0);
Mix load_stem(const Clip& clip, const std::string& stem);  // "pitched" or "drums"

// Log bands of one clip, and the times of its frames; analyse_mix computes them.
struct Bands {
  std::vector<float> values;  // [frames][bands]
  int frames = 0;
  measures::FrameClock clock;
};
Bands analyse_mix(const Mix& mix, const features::Geometry& geometry);

// Calls work(0) .. work(count - 1) on all cores, with one LibTorch thread each: threads that share
// a convolution mostly wait for each other if other programs run too. Reports from the calling
// thread; rethrows an exception of a call.
void in_parallel(int count, const std::function<void(int)>& work, const ReportProgress& report = {},
                 const std::string& what = {});

// The bands of many clips; clip i as its twin at semitones[i] (empty: no transposition).
std::vector<Bands> analyse_clips(const std::vector<Clip>& clips,
                                 const std::vector<double>& semitones,
                                 const features::Geometry& geometry,
                                 const ReportProgress& report = {});

}  // namespace hemiola::evaluation
