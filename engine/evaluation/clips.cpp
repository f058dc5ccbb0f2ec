// Renders, caches, lists and analyses the evaluation clips.
#include "evaluation/clips.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "audio/sound_file.h"
#include "corpus/corpus.h"
#include "corpus/soundfonts.h"

namespace hemiola::evaluation {
namespace {

namespace fs = std::filesystem;
// Differs from the seeds used for training, so the clips differ even within the same part.
constexpr std::uint64_t kSeed = 20230;

std::string twin_name(double semitones) {
  char text[32];
  std::snprintf(text, sizeof text, "pitched@%+g", semitones);
  return text;
}

std::string twin_list() {
  std::string list;
  for (const double semitones : twin_semitones()) {
    char text[32];
    std::snprintf(text, sizeof text, " %g", semitones);
    list += text;
  }
  return list;
}

}  // namespace

const std::vector<double>& twin_semitones() {
  static const std::vector<double> all = {-12, -7, -5, -3, -0.5, 2, 4, 6, 12};
  return all;
}

std::vector<Clip> list_clips(const fs::path& folder, int at_most) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (entry.path().extension() == ".json" && entry.path().filename() != "corpus.json")
      found.push_back(entry.path());
  if (found.empty())
    throw std::runtime_error(folder.string() +
                             ": holds no clips; render some with hemiola corpus --out " +
                             folder.string());
  std::sort(found.begin(), found.end());
  found.resize(std::min(found.size(), static_cast<std::size_t>(at_most)));
  std::vector<Clip> clips;
  for (const auto& path : found)
    clips.push_back({path.parent_path() / path.stem(), read_labels(path)});
  return clips;
}

fs::path default_cache() {
  if (const char* home = std::getenv("XDG_CACHE_HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / "hemiola";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / ".cache" / "hemiola";
  return fs::temp_directory_path() / "hemiola-cache";
}

fs::path cached_corpus(const fs::path& cache, const CorpusRequest& request,
                       const ReportProgress& report) {
  corpus::CorpusOptions options;
  options.part = request.part;
  options.soundfont = request.soundfont.empty() ? corpus::default_soundfont() : request.soundfont;
  options.clips = request.clips;
  options.clip_seconds = request.clip_seconds;
  options.seed = kSeed;
  if (request.twins) options.twin_semitones = twin_semitones();
  char length[32];
  std::snprintf(length, sizeof length, "%gs", request.clip_seconds);
  options.out = cache / (request.part + "-" + options.soundfont.stem().string() + "-" + length +
                         "-v" + std::to_string(corpus::composer_version()));
  corpus::render_corpus(options, [&](int done, int total) {
    if (report)
      report(static_cast<double>(done) / total, "rendering the " + request.part + " part");
  });
  return options.out;
}

Mix load_stem(const Clip& clip, const std::string& stem) {
  auto sound = audio::read_sound(clip.stem.string() + "." + stem + ".flac");
  return {sound.sample_rate, std::move(sound.samples)};
}

Mix load_mix(const Clip& clip, double semitones) {
  // A clip of drums only has no twins, as there is nothing to transpose.
  const bool as_is = semitones == 0 || clip.labels.onsets[notes].empty();
  const std::string pitched = as_is ? "pitched" : twin_name(semitones);
  if (!as_is && !fs::exists(clip.stem.string() + "." + pitched + ".flac"))
    throw std::runtime_error(
        clip.stem.string() + "." + pitched +
        ".flac: this transposed rendering is missing; render the corpus with hemiola corpus "
        "--twin-semitones" +
        twin_list() + ", or leave --corpus out");
  Mix mix = load_stem(clip, pitched);
  const Mix drums = load_stem(clip, "drums");
  mix.samples.resize(std::min(mix.samples.size(), drums.samples.size()));
  for (std::size_t i = 0; i < mix.samples.size(); ++i) mix.samples[i] += drums.samples[i];
  return mix;
}

std::vector<Bands> analyse_clips(const std::vector<Clip>& clips,
                                 const std::vector<double>& semitones,
                                 const features::Geometry& geometry, const ReportProgress& report) {
  std::vector<Bands> all(clips.size());
  in_parallel(
      static_cast<int>(clips.size()),
      [&](int i) {
        const auto at = static_cast<std::size_t>(i);
        all[at] = analyse_mix(load_mix(clips[at], semitones.empty() ? 0 : semitones[at]), geometry);
      },
      report, "analysing");
  return all;
}

}  // namespace hemiola::evaluation
