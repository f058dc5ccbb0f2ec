// Claims the folder, then composes, renders and writes the clips on several threads.
#include "corpus/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>

#include "audio/sound_file.h"
#include "base/parallel_tasks.h"
#include "base/random.h"
#include "corpus/clip.h"
#include "corpus/composer.h"
#include "corpus/effects_chain.h"
#include "corpus/labels.h"
#include "corpus/scattered_notes.h"
#include "corpus/soundfonts.h"
#include "corpus/split.h"
#include "corpus/synth.h"

namespace hemiola::corpus {
namespace {

namespace fs = std::filesystem;

// Increment if a seed gives different music: a folder must not mix versions.
constexpr int kComposerVersion = 3;
constexpr int kMaxTwins = 24;
constexpr double kFarthestTwin = 24;  // semitones
// Separate random streams for the choices other than notes, so that changing one (such as the
// compressor) does not change another (such as the soundfont).
constexpr std::uint64_t kLevelStream = 0x4C6576656Cu, kEffectsStream = 0x5472656174u,
                        kSoundfontStream = 0x536F756E64u, kTwinStream = 0x5477696E73u;

std::string clip_name(int clip) {
  char name[32];
  std::snprintf(name, sizeof name, "clip_%04d", clip);
  return name;
}

// "@+5", "@-3.5"
std::string twin_suffix(double semitones) {
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, "@%+g", semitones);
  return suffix;
}

// The settings that determine a clip's sound; the number of clips does not.
std::string describe(const CorpusOptions& options, const std::vector<Soundfont>& soundfonts) {
  nlohmann::ordered_json fonts = nlohmann::ordered_json::array();
  for (const Soundfont& soundfont : soundfonts) {
    fonts.push_back({{"name", soundfont.path.filename().string()},
                     {"bytes", fs::file_size(soundfont.path)},
                     {"weight", soundfont.weight}});
  }
  nlohmann::ordered_json settings = {{"composer_version", kComposerVersion},
                                     {"part", options.part},
                                     {"seed", options.seed},
                                     {"clip_seconds", options.clip_seconds},
                                     {"sample_rate", options.sample_rate},
                                     {"soundfonts", fonts},
                                     {"twins", options.twins},
                                     {"twin_semitones", options.twin_semitones}};
  if (options.scattered_notes) settings["scattered_notes"] = true;
  return settings.dump(2) + "\n";
}

// Each folder holds one corpus: throws std::runtime_error if it holds another.
void claim_folder(const fs::path& folder, const std::string& settings) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw std::runtime_error(folder.string() + ": this folder can't be made (" + error.message() +
                             ").");
  }
  const fs::path path = folder / "corpus.json";
  if (std::ifstream file(path); file) {
    const std::string before{std::istreambuf_iterator<char>(file), {}};
    if (before != settings) {
      throw std::runtime_error(folder.string() +
                               ": holds a corpus with other settings (see its corpus.json); "
                               "name another folder, or empty this one.");
    }
    return;
  }
  write_text(path, settings);
}

void check(const CorpusOptions& options) {
  parse_part(options.part);
  if (options.out.empty()) throw std::runtime_error("The corpus needs a folder to go to.");
  if (options.clips < 1) throw std::runtime_error("A corpus has at least one clip.");
  if (!(options.clip_seconds >= 2 && options.clip_seconds <= 600)) {
    throw std::runtime_error("A clip lasts 2 to 600 seconds.");
  }
  if (options.scattered_notes && options.part != "train")
    throw std::runtime_error("Scattered notes are to learn from: there are none for the part " +
                             options.part + ".");
  if (options.twins < 0 || options.twins > kMaxTwins) {
    throw std::runtime_error("A clip has 0 to 24 twins, not " + std::to_string(options.twins) +
                             ".");
  }
  for (const double semitones : options.twin_semitones) {
    if (!(std::abs(semitones) <= kFarthestTwin)) {
      throw std::runtime_error("A twin lies -24 to 24 semitones away, not " +
                               std::to_string(semitones) + ".");
    }
  }
}

// One thread's synthesizers, one per soundfont, loaded on first use.
class SynthCache {
 public:
  explicit SynthCache(double sample_rate) : sample_rate_(sample_rate) {}

  Synth& synth(const fs::path& soundfont) {
    std::unique_ptr<Synth>& synth = synths_[soundfont];
    if (!synth) synth = std::make_unique<Synth>(soundfont, sample_rate_);
    return *synth;
  }

 private:
  double sample_rate_;
  std::map<fs::path, std::unique_ptr<Synth>> synths_;
};

Clip make_clip(SynthCache& rack, const CorpusOptions& options,
               const std::vector<Soundfont>& soundfonts, int number) {
  const Split part = parse_part(options.part);
  const std::uint64_t seed = base::mix_seed(options.seed, static_cast<std::uint64_t>(part),
                                            static_cast<std::uint64_t>(number));
  const auto stream = [seed](std::uint64_t name) {
    return base::Random(base::mix_seed(seed, name, 0));
  };
  base::Random soundfont_draw = stream(kSoundfontStream), effects_draw = stream(kEffectsStream),
               twin_draw = stream(kTwinStream), level_draw = stream(kLevelStream);
  const fs::path& soundfont = choose_soundfont(soundfont_draw, soundfonts).path;
  Synth& synth = rack.synth(soundfont);
  Clip clip;
  clip.soundfont = soundfont.filename().string();
  clip.score = options.scattered_notes ? scattered_notes(seed, options.clip_seconds)
                                       : compose(seed, part, options.clip_seconds);
  settle(clip.score, synth.grid_seconds());
  clip.effects_chain = choose_effects_chain(effects_draw, part);
  const std::vector<double> twins = options.twin_semitones.empty()
                                        ? choose_twins(twin_draw, options.twins)
                                        : options.twin_semitones;
  render_clip(synth, level_draw, twins, options.sample_rate, clip);
  return clip;
}

// Labels are written last, so a clip with labels is complete.
void write_clip(const CorpusOptions& options, int number, const Clip& clip) {
  const std::string name = clip_name(number);
  const auto write = [&](const std::string& ending, const Stem& samples) {
    audio::write_sound(options.out / (name + ending + ".flac"), {options.sample_rate, samples},
                       audio::SampleFormat::pcm16);
  };
  write(".pitched", clip.pitched);
  write(".drums", clip.drums);
  for (const ClipTwin& twin : clip.twins) {
    write(".pitched" + twin_suffix(twin.semitones), twin.pitched);
  }
  write_labels(options.out / (name + ".json"), clip, options.part, options.sample_rate);
}

}  // namespace

int composer_version() { return kComposerVersion; }

CorpusReport render_corpus(const CorpusOptions& options,
                           const std::function<void(int done, int total)>& progress) {
  check(options);
  CorpusReport report;
  const std::vector<Soundfont> soundfonts =
      options.soundfont.empty() ? soundfonts_of(parse_part(options.part), report.remarks)
                                : std::vector<Soundfont>{{options.soundfont, 1}};
  std::vector<int> missing;
  for (int number = 0; number < options.clips; ++number) {
    if (!fs::exists(options.out / (clip_name(number) + ".json"))) missing.push_back(number);
  }
  std::vector<SynthCache> racks;
  const int threads = base::thread_count(static_cast<int>(missing.size()), options.threads);
  for (int i = 0; i < threads; ++i) racks.emplace_back(options.sample_rate);
  racks.front().synth(soundfonts.front().path);  // throws before the folder is created
  claim_folder(options.out, describe(options, soundfonts));
  report.clips = options.clips;
  report.seconds = options.clips * options.clip_seconds;
  report.skipped = options.clips - static_cast<int>(missing.size());
  if (progress) progress(report.skipped, options.clips);
  base::run_tasks(
      static_cast<int>(missing.size()), threads,
      [&](int thread, int task) {
        const int number = missing[static_cast<std::size_t>(task)];
        SynthCache& rack = racks[static_cast<std::size_t>(thread)];
        write_clip(options, number, make_clip(rack, options, soundfonts, number));
      },
      [&](int done) {
        if (progress) progress(report.skipped + done, options.clips);
      });
  return report;
}

}  // namespace hemiola::corpus
