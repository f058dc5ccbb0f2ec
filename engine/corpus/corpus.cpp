// Composes, renders, balances and writes clip after clip.
#include "corpus/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "audio/sound_file.h"
#include "corpus/composer.h"
#include "corpus/labels.h"
#include "corpus/part.h"
#include "corpus/random.h"
#include "corpus/synth.h"

namespace hemiola::corpus {
namespace {

namespace fs = std::filesystem;

// Raise it when the same seed gives other music: folders of different music must not be mixed.
constexpr int kComposerVersion = 2;
constexpr float kHighestPeak = 0.89f;  // -1 dBFS, of the stems and of their sum
constexpr std::uint64_t kLevelStream = 0x4C6576656Cu;

using Stem = std::vector<float>;

float peak_of(const Stem& stem) {
  float peak = 0;
  for (const float sample : stem) peak = std::max(peak, std::abs(sample));
  return peak;
}

double rms_of(const Stem& stem) {
  double sum = 0;
  for (const float sample : stem) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(stem.size(), 1)));
}

void scale(Stem& stem, float gain) {
  for (float& sample : stem) sample *= gain;
}

// Random levels: pitched by its loudness, drums by their peak (their loudness says how many hits
// there are, not how loud they are); then both down together where their sum would clip.
void balance(Random& random, Stem& pitched, Stem& drums) {
  const double pitched_db = random.uniform(-28, -16);
  const double drums_db = random.uniform(-14, -2);
  const double pitched_rms = rms_of(pitched);
  const float drums_peak = peak_of(drums);
  if (pitched_rms > 0) {
    scale(pitched, static_cast<float>(std::pow(10.0, pitched_db / 20) / pitched_rms));
  }
  if (drums_peak > 0) scale(drums, static_cast<float>(std::pow(10.0, drums_db / 20)) / drums_peak);
  float peak = std::max(peak_of(pitched), peak_of(drums));
  for (std::size_t i = 0; i < pitched.size(); ++i) {
    peak = std::max(peak, std::abs(pitched[i] + drums[i]));
  }
  if (peak > kHighestPeak) {
    scale(pitched, kHighestPeak / peak);
    scale(drums, kHighestPeak / peak);
  }
}

std::string clip_name(int clip) {
  char name[32];
  std::snprintf(name, sizeof name, "clip_%04d", clip);
  return name;
}

// The settings that decide what a clip sounds like; the number of clips is not among them.
std::string describe(const CorpusOptions& options, const fs::path& soundfont) {
  const nlohmann::ordered_json settings = {{"composer_version", kComposerVersion},
                                           {"part", options.part},
                                           {"seed", options.seed},
                                           {"clip_seconds", options.clip_seconds},
                                           {"sample_rate", options.sample_rate},
                                           {"soundfont", soundfont.filename().string()},
                                           {"soundfont_bytes", fs::file_size(soundfont)}};
  return settings.dump(2) + "\n";
}

// A folder takes one corpus only.
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
}

// The labels are written last, so a clip that has them is whole.
void render_clip(Synth& synth, const CorpusOptions& options, const std::string& soundfont,
                 int clip) {
  const Part part = parse_part(options.part);
  const std::uint64_t seed =
      mix_seed(options.seed, static_cast<std::uint64_t>(part), static_cast<std::uint64_t>(clip));
  Score score = compose(seed, part, options.clip_seconds);
  settle(score, synth.grid_seconds());
  const auto frames =
      static_cast<std::size_t>(std::lround(options.clip_seconds * options.sample_rate));
  Stem pitched = synth.render_pitched(score, frames);
  Stem drums = synth.render_drums(score, frames);
  Random levels(mix_seed(seed, kLevelStream, 0));
  balance(levels, pitched, drums);
  const std::string name = clip_name(clip);
  const auto pcm = audio::SampleFormat::pcm16;
  audio::write_sound(options.out / (name + ".pitched.flac"),
                     {options.sample_rate, std::move(pitched)}, pcm);
  audio::write_sound(options.out / (name + ".drums.flac"), {options.sample_rate, std::move(drums)},
                     pcm);
  write_labels(options.out / (name + ".json"), score, options.part, soundfont, options.sample_rate);
}

}  // namespace

CorpusReport render_corpus(const CorpusOptions& options,
                           const std::function<void(int done, int total)>& progress) {
  check(options);
  const fs::path soundfont = options.soundfont.empty() ? default_soundfont() : options.soundfont;
  Synth synth(soundfont, options.sample_rate);
  claim_folder(options.out, describe(options, soundfont));
  CorpusReport report;
  for (int clip = 0; clip < options.clips; ++clip) {
    if (fs::exists(options.out / (clip_name(clip) + ".json"))) {
      ++report.skipped;
    } else {
      render_clip(synth, options, soundfont.filename().string(), clip);
    }
    ++report.clips;
    report.seconds += options.clip_seconds;
    if (progress) progress(clip + 1, options.clips);
  }
  return report;
}

}  // namespace hemiola::corpus
