// Evaluation on any music, without labels.
#include "listening/real_music.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "audio/pitch_shift.h"
#include "audio/sound_file.h"
#include "baselines/separation_baseline.h"
#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"
#include "features/separation.h"
#include "listening/music_rows.h"
#include "listening/test_sounds.h"
#include "measures/music_measures.h"
#include "measures/spectral_error.h"
#include "measures/texture.h"

namespace hemiola::listening {
namespace {

namespace fs = std::filesystem;
using coding::ReportProgress;

constexpr float kPeak = 0.5f;
constexpr double kKnownNats = 0.25, kKnownChroma = 0.9;
constexpr double kShortestSeconds = 2;
constexpr double kHighNatsHz = 1000, kTrebleHz = 8000, kTrebleEndHz = 16000;
constexpr double kAirHz = 16500, kAirEndHz = 20000, kInaudibleDb = -80;
constexpr double kQuietestDb = -90;  // quieter octaves of the source are ignored

// Drum and percussion loops of sonic-pi-samples (CC0).
constexpr const char* kLoopFolder = "/usr/share/sonic-pi/samples";
constexpr std::array<const char*, 10> kLoops = {"amen",      "amen_full", "breakbeat", "industrial",
                                                "mehackit1", "mehackit2", "perc1",     "perc2",
                                                "safari",    "tabla"};

void set_peak(std::vector<float>& samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  if (peak > 0)
    for (float& sample : samples) sample *= kPeak / peak;
}

// A sound to evaluate on.
struct Clip {
  double sample_rate = 0;
  std::vector<float> samples;
  std::vector<float> bands;  // [frames][bands]
  coding::Latents latents;
  measures::OnsetCurve onsets;
  measures::PitchClasses classes;
  double hits = 0;  // share of energy that median filtering classifies as percussive
};

Clip middle_of(const fs::path& path, double seconds) {
  const audio::SoundInfo info = audio::probe_sound(path);
  const auto wanted = static_cast<std::size_t>(seconds * info.sample_rate);
  const std::size_t first = info.frames > wanted ? (info.frames - wanted) / 2 : 0;
  audio::Sound sound = audio::read_sound(path, first, wanted);
  set_peak(sound.samples);
  Clip clip;
  clip.sample_rate = sound.sample_rate;
  clip.samples = std::move(sound.samples);
  return clip;
}

// Repeats the loop to the length, resampled by linear interpolation: good enough for a rhythm.
std::vector<float> looped(const Clip& loop, double sample_rate, std::size_t length) {
  std::vector<float> out(length);
  const double step = loop.sample_rate / sample_rate;
  const auto size = loop.samples.size();
  for (std::size_t i = 0; i < length; ++i) {
    const double at = std::fmod(static_cast<double>(i) * step, static_cast<double>(size));
    const auto before = static_cast<std::size_t>(at);
    const auto part = static_cast<float>(at - static_cast<double>(before));
    out[i] = (1 - part) * loop.samples[before % size] + part * loop.samples[(before + 1) % size];
  }
  return out;
}

// Worse than on music like the default model's training data.
bool is_unknown(const std::vector<MusicFigures>& figures) {
  double nats = 0, classes = 0;
  for (const auto& f : figures) {
    nats += f.nats / static_cast<double>(figures.size());
    classes += f.classes / static_cast<double>(figures.size());
  }
  return nats > kKnownNats || classes < kKnownChroma;
}

class MusicJudge {
 public:
  MusicJudge(const std::shared_ptr<model::Model>& model, const MusicOptions& options,
             const ReportProgress& report)
      : model_(model),
        make_(baselines::synthesizer_of(model)),
        geometry_(model->config().geometry),
        report_(report) {
    gather(options);
    gather_loops(options.loops);
  }

  measures::Evaluation judge() {
    prepare(clips_, "analysing");
    std::vector<MusicFigures> figures(clips_.size());
    coding::in_parallel(
        count(), [&](int i) { figures[at(i)] = judge_alone(clips_[at(i)]); }, report_,
        "copies and rotations");
    const MusicCrosses loops = cross("crossing with drum loops", [&](std::size_t i) {
      const Clip& loop = loops_[i % loops_.size()];
      Clip b;
      b.sample_rate = clips_[i].sample_rate;
      b.samples = looped(loop, b.sample_rate, clips_[i].samples.size());
      prepare(b);
      return b;
    });
    // The piece half the folder further on: another album, if there are several.
    const MusicCrosses tunes = cross("crossing with other pieces", [&](std::size_t i) {
      return at_rate(clips_[(i + clips_.size() / 2) % clips_.size()], clips_[i].sample_rate);
    });
    measures::Evaluation result;
    result.measures = music_rows(figures, loops, tunes);
    result.remarks = remarks_;
    if (is_unknown(figures))
      result.remarks.push_back(
          "The model does not know this music well (an error above 0.25 nats, or a chroma below "
          "0.9 in "
          "the copy). Worth trying: hemiola train --audio FOLDER --from MODEL --out "
          "MINE.safetensors");
    result.settings["clips of music"] = std::to_string(clips_.size());
    return result;
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  int count() const { return static_cast<int>(clips_.size()); }

  void gather(const MusicOptions& options) {
    std::vector<std::string> skipped;
    std::vector<fs::path> paths = fs::is_regular_file(options.music)
                                      ? std::vector<fs::path>{options.music}
                                      : audio::find_sounds(options.music, &skipped);
    const auto wanted = options.clips > 0 ? static_cast<std::size_t>(options.clips) : paths.size();
    const std::size_t all = paths.size(), taken = std::min(wanted, all);
    for (std::size_t i = 0; i < taken; ++i) {
      const fs::path& path = paths[i * all / taken];
      try {
        Clip clip = middle_of(path, options.clip_seconds);
        const bool sounds = std::any_of(clip.samples.begin(), clip.samples.end(),
                                        [](float sample) { return sample != 0; });
        if (static_cast<double>(clip.samples.size()) >= kShortestSeconds * clip.sample_rate &&
            sounds)
          clips_.push_back(std::move(clip));
        else
          skipped.push_back(path.string() + ": too short or silent in its middle, so left out.");
      } catch (const std::runtime_error& problem) {
        skipped.push_back(problem.what());
      }
    }
    if (clips_.empty())
      throw std::runtime_error(options.music.string() +
                               ": holds no music to judge on; give --music a folder of wav, flac, "
                               "ogg or mp3 files of two seconds or more");
    for (const auto& sentence : skipped) remarks_.push_back(sentence);
    if (clips_.size() == 1)
      remarks_.push_back(
          "There is one piece only, so \"another piece\" is the piece itself: those rows mean "
          "nothing.");
  }

  void gather_loops(const fs::path& folder) {
    std::vector<fs::path> paths;
    if (!folder.empty()) {
      paths = audio::find_sounds(folder);
    } else {
      for (const char* name : kLoops)
        paths.push_back(fs::path(kLoopFolder) / (std::string("loop_") + name + ".flac"));
    }
    for (const auto& path : paths) {
      if (!fs::exists(path)) continue;
      Clip loop = middle_of(path, 1e6);
      if (!loop.samples.empty()) loops_.push_back(std::move(loop));
    }
    if (!loops_.empty()) return;
    if (!folder.empty())
      throw std::runtime_error(folder.string() +
                               ": holds no drum loops; give --loops a folder of sound files");
    remarks_.push_back(
        "Crossed with one drum loop that was played here; Debian's package sonic-pi-samples has "
        "ten "
        "recorded ones, and --loops FOLDER takes your own.");
    const TestSound loop = played_sounds().front();
    Clip clip;
    clip.sample_rate = loop.sample_rate;
    clip.samples = loop.samples;
    set_peak(clip.samples);
    loops_.push_back(std::move(clip));
  }

  static Clip at_rate(const Clip& clip, double sample_rate) {
    if (clip.sample_rate == sample_rate) return clip;
    Clip moved;
    moved.sample_rate = sample_rate;
    moved.samples = looped(clip, sample_rate,
                           static_cast<std::size_t>(static_cast<double>(clip.samples.size()) *
                                                    sample_rate / clip.sample_rate));
    return moved;
  }

  void prepare(Clip& clip) const {
    const coding::OfflinePatcher patcher(model_, clip.sample_rate);
    clip.bands = baselines::bands_of(clip.samples, geometry_, clip.sample_rate);
    clip.latents = patcher.encode(clip.bands);
    clip.onsets = measures::onset_curve(clip.samples, clip.sample_rate);
    clip.classes = measures::pitch_classes(clip.samples, clip.sample_rate);
    const auto parts = features::separate(clip.samples, clip.sample_rate);
    const auto energy = [](const std::vector<float>& x) {
      return std::inner_product(x.begin(), x.end(), x.begin(), 1e-12);
    };
    clip.hits = energy(parts.percussive) / (energy(parts.percussive) + energy(parts.harmonic));
  }
  void prepare(std::vector<Clip>& clips, const std::string& what) const {
    coding::in_parallel(
        static_cast<int>(clips.size()), [&](int i) { prepare(clips[at(i)]); }, report_, what);
  }

  std::vector<float> sound_of(const std::vector<float>& bands, const Clip& clip) const {
    return make_(geometry_, clip.sample_rate)->sound(bands, clip.samples.size());
  }

  MusicFigures judge_alone(const Clip& clip) const {
    const double rate = clip.sample_rate;
    const coding::OfflinePatcher patcher(model_, rate);
    const std::vector<float> decoded = patcher.decode(clip.latents);
    MusicFigures f;
    f.hits = clip.hits;
    std::tie(f.nats, f.high_nats) = errors(decoded, clip);
    const std::vector<float> copy = sound_of(decoded, clip);
    f.onsets = measures::similarity(measures::onset_curve(copy, rate), clip.onsets);
    f.onsets_other_phases = measures::similarity(
        measures::onset_curve(baselines::with_other_low_phases(clip.samples, rate), rate),
        clip.onsets);
    f.classes = measures::similarity(measures::pitch_classes(copy, rate), clip.classes);
    f.octaves_db = octave_difference_db(copy, clip);
    f.treble_db = measures::level_db(copy, rate, kTrebleHz, kTrebleEndHz) -
                  measures::level_db(clip.samples, rate, kTrebleHz, kTrebleEndHz);
    const auto air_db = [&](const std::vector<float>& samples) {
      return std::max(kInaudibleDb, measures::level_db(samples, rate, kAirHz, kAirEndHz));
    };
    f.air_off_db = std::abs(air_db(copy) - air_db(clip.samples));
    f.tone_dbfs = measures::false_tone_dbfs(copy, clip.samples, rate);
    judge_by_ear(f, clip, copy);
    const patchbay::LatentShape shape{model_->config().places, model_->config().channels_per_place,
                                      model_->config().rhythm};
    for (std::size_t i = 0; i < kRotations.size(); ++i) {
      const int k = kRotations[i];
      const auto ours = sound_of(patcher.decode(coding::rotated(clip.latents, shape, k)), clip);
      const auto rival = audio::pitch_shift(clip.samples, rate, k);
      f.turned[i] = measures::similarity(measures::pitch_classes(ours, rate), clip.classes, k);
      f.turned_rival[i] =
          measures::similarity(measures::pitch_classes(rival, rate), clip.classes, k);
      if (i > 0) continue;
      f.turned_onsets = measures::similarity(measures::onset_curve(ours, rate), clip.onsets);
      f.turned_onsets_rival = measures::similarity(measures::onset_curve(rival, rate), clip.onsets);
    }
    return f;
  }

  void judge_by_ear(MusicFigures& f, const Clip& clip, const std::vector<float>& copy) const {
    const double rate = clip.sample_rate;
    const double hop_seconds = features::hop_samples(geometry_, rate) / rate;
    const measures::Texture source = measures::texture_of(clip.samples, rate);
    f.copy_ear = measures::compare_by_ear(copy, clip.samples, source, rate);
    f.real_ear = measures::compare_by_ear(sound_of(clip.bands, clip), clip.samples, source, rate);
    f.repetition = measures::repetition(copy, rate, hop_seconds);
    f.source_repetition = measures::repetition(clip.samples, rate, hop_seconds);
    for (std::size_t i = 0; i < baselines::anchors().size(); ++i)
      f.anchors_ear[i] = measures::ear_likeness(baselines::anchors()[i].sound(clip.samples, rate),
                                                clip.samples, rate);
  }

  // Errors of the decoded bands in nats: all bands, and those above 1 kHz.
  std::pair<double, double> errors(const std::vector<float>& decoded, const Clip& clip) const {
    const double hop_seconds =
        features::hop_samples(geometry_, clip.sample_rate) / clip.sample_rate;
    const auto floor = measures::audible_floor(clip.bands, geometry_, hop_seconds);
    const auto width = static_cast<std::size_t>(geometry_.bands);
    const auto first = static_cast<std::size_t>(geometry_.bands_per_octave *
                                                std::log2(kHighNatsHz / geometry_.lowest_hz));
    const auto above = [&](const std::vector<float>& bands) {
      std::vector<float> part;
      for (std::size_t i = 0; i < bands.size(); i += width)
        part.insert(part.end(), bands.begin() + static_cast<std::ptrdiff_t>(i + first),
                    bands.begin() + static_cast<std::ptrdiff_t>(i + width));
      return part;
    };
    return {measures::error_nats(decoded, clip.bands, floor),
            measures::error_nats(above(decoded), above(clip.bands), floor)};
  }

  static double octave_difference_db(const std::vector<float>& sound, const Clip& clip) {
    const auto ours = measures::octave_levels_db(sound, clip.sample_rate);
    const auto theirs = measures::octave_levels_db(clip.samples, clip.sample_rate);
    double sum = 0;
    int judged = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (theirs[i] < kQuietestDb) continue;
      sum += std::abs(ours[i] - theirs[i]);
      ++judged;
    }
    return judged == 0 ? 0 : sum / judged;
  }

  template <typename Partner>
  MusicCrosses cross(const std::string& what, Partner partner_of) const {
    MusicCrosses all{std::vector<MusicCross>(clips_.size()), std::vector<MusicCross>(clips_.size()),
                     std::vector<MusicCross>(clips_.size())};
    coding::in_parallel(
        count(),
        [&](int i) {
          const Clip& a = clips_[at(i)];
          Clip b = partner_of(at(i));
          if (b.bands.empty()) prepare(b);
          const coding::OfflinePatcher patcher(model_, a.sample_rate);
          const auto length = std::min(a.samples.size(), b.samples.size());
          const auto ours =
              make_(geometry_, a.sample_rate)
                  ->sound(patcher.decode(patcher.crossed(a.latents, b.latents)), length);
          all.ours[at(i)] = compare(ours, a, b);
          all.rival[at(i)] =
              compare(baselines::cross_by_separation(a.samples, b.samples, a.sample_rate), a, b);
          all.apart[at(i)] = {measures::similarity(b.classes, a.classes),
                              measures::similarity(a.classes, b.classes),
                              measures::similarity(a.onsets, b.onsets),
                              measures::similarity(b.onsets, a.onsets)};
        },
        report_, what);
    return all;
  }

  static MusicCross compare(const std::vector<float>& sound, const Clip& a, const Clip& b) {
    const auto onsets = measures::onset_curve(sound, a.sample_rate);
    const auto classes = measures::pitch_classes(sound, a.sample_rate);
    return {measures::similarity(classes, a.classes), measures::similarity(classes, b.classes),
            measures::similarity(onsets, b.onsets), measures::similarity(onsets, a.onsets)};
  }

  std::shared_ptr<model::Model> model_;
  baselines::MakeSynthesizer make_;
  features::Geometry geometry_;
  ReportProgress report_;
  std::vector<Clip> clips_, loops_;
  std::vector<std::string> remarks_;
};

}  // namespace

measures::Evaluation judge_music(const std::shared_ptr<model::Model>& model,
                                 const MusicOptions& options, const ReportProgress& report) {
  if (model->config().preset == modelfile::Preset::paper)
    throw std::runtime_error(
        "the `paper` preset can't stream, so there is no sound to judge; use a model of the "
        "`pitch` preset");
  model::use_threads(1);  // in_parallel already uses all cores
  return MusicJudge(model, options, report).judge();
}

}  // namespace hemiola::listening
