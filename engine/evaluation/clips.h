// The music to judge on: rendered clips with labels, stems and true transpositions, as log bands.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "evaluation/labels.h"
#include "features/geometry.h"

namespace hemiola::evaluation {

using Report = std::function<void(double fraction, const std::string& what)>;

// Transpositions that are rendered, not shifted: half a semitone for the fractional rotation,
// octaves, and as many within a fifth as each clip is rotated by.
const std::vector<double>& twin_semitones();

struct Clip {
  std::filesystem::path stem;  // folder/clip_0000
  Labels labels;
};

// All clips of a rendered folder, in order, at most this many. Throws std::runtime_error naming the
// folder where it holds none.
std::vector<Clip> list_clips(const std::filesystem::path& folder, int at_most);

struct CorpusRequest {
  std::string part;                 // "train", "validation" or "unseen"
  std::filesystem::path soundfont;  // empty: FluidR3_GM
  int clips = 0;
  double clip_seconds = 12;
  bool twins = false;
};

// Renders into a folder of the cache what is not there yet; returns the folder.
std::filesystem::path cached_corpus(const std::filesystem::path& cache,
                                    const CorpusRequest& request, const Report& report);

// $XDG_CACHE_HOME/hemiola, else ~/.cache/hemiola, else one in the folder for temporary files.
std::filesystem::path default_cache();

// The mix of a clip's stems, its pitched one transposed where semitones is not 0 (a rendered twin).
struct Mix {
  double sample_rate = 0;
  std::vector<float> samples;
};
Mix load_mix(const Clip& clip, double semitones = 0);
Mix load_stem(const Clip& clip, const std::string& stem);  // "pitched" or "drums"

// Log bands of a clip and when its frames are.
struct Bands {
  std::vector<float> values;  // [frames][bands]
  int frames = 0;
  FrameClock clock;
};
Bands analyse_mix(const Mix& mix, const features::Geometry& geometry);

// Calls work(0) .. work(count - 1) on all cores, one thread of arithmetic each: threads that share
// one convolution wait for each other, and that costs most of their time where other programs run.
// Reports from the calling thread; throws what one of the calls has thrown.
void in_parallel(int count, const std::function<void(int)>& work, const Report& report = {},
                 const std::string& what = {});

// The bands of many clips, each transposed by its own semitones (empty: none of them).
std::vector<Bands> analyse_clips(const std::vector<Clip>& clips,
                                 const std::vector<double>& semitones,
                                 const features::Geometry& geometry, const Report& report = {});

}  // namespace hemiola::evaluation
