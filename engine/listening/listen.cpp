// Prepares the sounds, runs each synthesizer on them, and fills the table.
#include "listening/listen.h"

#include <algorithm>
#include <stdexcept>

#include "baselines/separation_baseline.h"
#include "coding/offline_patcher.h"
#include "listening/rows.h"
#include "listening/test_sounds.h"
#include "measures/band_readings.h"
#include "measures/chroma_flux.h"
#include "measures/compare.h"
#include "measures/music_measures.h"
#include "measures/spectral_error.h"
#include "measures/texture.h"

namespace hemiola::listening {
namespace {

using evaluation::Labels, coding::ReportProgress;

constexpr double kProbeRate = 44100;
// Margins between a frame and its due time, in hops: 3/8 for the latents and 5/8 for the sound
// (docs/design.md).
constexpr int kMarginHops = 1;

// A sound to evaluate on, with its latents and decoding.
struct TestClip {
  std::string name;
  double sample_rate = 0;
  std::vector<float> samples;
  Labels labels;                      // only for clips
  std::vector<float> bands, decoded;  // [frames][bands]
  coding::Latents latents;
  std::vector<float> onsets;  // broadband flux
  bool is_whole() const { return labels.has_chords() && labels.has_drums(); }
};

Share chords_right(const measures::Chroma& chroma, const Labels& labels) {
  const std::vector<int> chords = measures::match_triads(chroma);
  Share share;
  for (std::size_t t = 0; t < chords.size(); ++t) {
    const int wanted = evaluation::chord_at(labels, chroma.clock.centre(static_cast<double>(t)));
    if (wanted == measures::kNoChord) continue;
    ++share.judged;
    share.right += chords[t] == wanted;
  }
  return share;
}

void judge_by_ear(Figures& f, const std::vector<float>& real, const std::vector<float>& copy,
                  const TestClip& clip, const features::Geometry& geometry) {
  const double rate = clip.sample_rate;
  const measures::Texture source = measures::texture_of(clip.samples, rate);
  f.real_ear = measures::compare_by_ear(real, clip.samples, source, rate);
  f.copy_ear = measures::compare_by_ear(copy, clip.samples, source, rate);
  f.repetition = measures::repetition(copy, rate, features::hop_samples(geometry, rate) / rate);
  f.tone_dbfs = measures::false_tone_dbfs(copy, clip.samples, rate);
}

Figures judge(baselines::Synthesizer& synthesizer, const TestClip& clip,
              const features::Geometry& geometry) {
  const double rate = clip.sample_rate;
  const std::size_t length = clip.samples.size();
  const std::vector<float> real = synthesizer.sound(clip.bands, length);
  const std::vector<float> copy = synthesizer.sound(clip.decoded, length);
  const auto again = baselines::bands_of(real, geometry, rate),
             copy_again = baselines::bands_of(copy, geometry, rate);
  const auto floor =
      measures::audible_floor(clip.bands, geometry, measures::clock_of(geometry, rate).hop_seconds);
  const auto real_distance = measures::spectral_distance(real, clip.samples, rate);
  const auto flux = [&](const std::vector<float>& bands) {
    return measures::band_flux(bands, geometry, rate);
  };
  const measures::Flux copy_flux = flux(copy_again);
  Figures f;
  f.name = clip.name;
  f.real_db = real_distance.log_db;
  f.real_convergence = real_distance.convergence;
  f.real_nats = measures::error_nats(again, clip.bands, floor);
  f.copy_db = measures::spectral_distance(copy, clip.samples, rate).log_db;
  f.copy_onsets = measures::correlation(copy_flux.values, flux(clip.bands).values);
  f.copy_envelope = measures::correlation(measures::flux_of(copy, rate).values, clip.onsets);
  f.level_db = measures::loudness_lufs(copy, rate) - measures::loudness_lufs(clip.samples, rate);
  judge_by_ear(f, real, copy, clip, geometry);
  f.chords = chords_right(measures::band_chroma(copy_again, geometry, rate), clip.labels);
  f.chords_of_spectrogram =
      chords_right(measures::band_chroma(clip.decoded, geometry, rate), clip.labels);
  const auto labels = evaluation::all_onsets(clip.labels);
  f.onsets = measures::match(measures::find_onsets(copy_flux), labels);
  f.onsets_of_spectrogram = measures::match(measures::find_onsets(flux(clip.decoded)), labels);
  return f;
}

CrossFigures judge_cross(const std::vector<float>& sound, const TestClip& a, const TestClip& b) {
  const auto onsets = measures::flux_of(sound, a.sample_rate).values;
  return {measures::correlation(onsets, b.onsets), measures::correlation(onsets, a.onsets),
          measures::correlation(a.onsets, b.onsets)};
}

class Listening {
 public:
  Listening(std::shared_ptr<const model::Model> model, const ListenOptions& options,
            const ReportProgress& report)
      : model_(std::move(model)), geometry_(model_->config().geometry), report_(report) {
    gather(options);
    for (std::size_t i = 0; i < clips_.size(); ++i)
      if (clips_[i].is_whole()) whole_.push_back(i);
    if (whole_.size() < 2) whole_.clear();
    prepare(clips_);
    prepare(test_sounds_);
    const coding::OfflinePatcher patcher(model_, kProbeRate);
    const auto decoded = [&](const std::vector<float>& samples) {
      return patcher.decode(patcher.encode(baselines::bands_of(samples, geometry_, kProbeRate)));
    };
    clicks_ = make_clicks(geometry_, kProbeRate);
    decoded_clicks_ = decoded(clicks_.samples);
    decoded_silence_ = decoded(make_chord_and_silence(kProbeRate));
    scenes_ = make_scenes(patcher);
  }

  SoundResults evaluate(const baselines::MakeSynthesizer& make, const std::string& name) const {
    SoundResults results;
    results.clips = judge_all(make, clips_, name);
    results.users = judge_all(make, test_sounds_, name);
    results.crosses = judge_crosses(
        [&](const TestClip& a, const TestClip& b) {
          const coding::OfflinePatcher patcher(model_, a.sample_rate);
          return make(geometry_, a.sample_rate)
              ->sound(patcher.decode(patcher.crossed(a.latents, b.latents)),
                      std::min(a.samples.size(), b.samples.size()));
        },
        name);
    probe(*make(geometry_, kProbeRate), results);
    return results;
  }

  std::vector<CrossFigures> evaluate_separation() const {
    return judge_crosses(
        [](const TestClip& a, const TestClip& b) {
          return baselines::cross_by_separation(a.samples, b.samples, a.sample_rate);
        },
        "median filter");
  }

  bool has_voice() const { return !test_sounds_.empty() && test_sounds_.back().name == "voice"; }

 private:
  using Cross = std::function<std::vector<float>(const TestClip& a, const TestClip& b)>;

  void gather(const ListenOptions& options) {
    const auto folder =
        options.corpus.empty()
            ? evaluation::cached_corpus(
                  options.cache, {options.part, {}, options.clips, options.clip_seconds, true},
                  report_)
            : options.corpus;
    for (const auto& clip : evaluation::list_clips(folder, options.clips)) {
      coding::Mix mix = evaluation::load_mix(clip);
      clips_.push_back({clip.stem.filename().string(),
                        mix.sample_rate,
                        std::move(mix.samples),
                        clip.labels,
                        {},
                        {},
                        {},
                        {}});
    }
    auto sounds = played_sounds();
    if (auto voice = spoken_sound()) sounds.push_back(std::move(*voice));
    for (auto& sound : sounds)
      test_sounds_.push_back(
          {sound.name, sound.sample_rate, std::move(sound.samples), {}, {}, {}, {}, {}});
  }

  void prepare(std::vector<TestClip>& test_clips) const {
    coding::in_parallel(
        static_cast<int>(test_clips.size()),
        [&](int i) {
          TestClip& s = test_clips[static_cast<std::size_t>(i)];
          const coding::OfflinePatcher patcher(model_, s.sample_rate);
          s.bands = baselines::bands_of(s.samples, geometry_, s.sample_rate);
          s.latents = patcher.encode(s.bands);
          s.decoded = patcher.decode(s.latents);
          s.onsets = measures::flux_of(s.samples, s.sample_rate).values;
        },
        report_, "encoding and decoding");
  }

  std::vector<Figures> judge_all(const baselines::MakeSynthesizer& make,
                                 const std::vector<TestClip>& test_clips,
                                 const std::string& name) const {
    std::vector<Figures> figures(test_clips.size());
    coding::in_parallel(
        static_cast<int>(test_clips.size()),
        [&](int i) {
          const TestClip& s = test_clips[static_cast<std::size_t>(i)];
          figures[static_cast<std::size_t>(i)] =
              judge(*make(geometry_, s.sample_rate), s, geometry_);
        },
        report_, "listening: " + name);
    return figures;
  }

  std::vector<CrossFigures> judge_crosses(const Cross& cross, const std::string& name) const {
    std::vector<CrossFigures> figures(whole_.size());
    coding::in_parallel(
        static_cast<int>(whole_.size()),
        [&](int i) {
          const auto at = static_cast<std::size_t>(i);
          const TestClip& a = clips_[whole_[at]];
          const TestClip& b = clips_[whole_[(at + 1) % whole_.size()]];
          figures[at] = judge_cross(cross(a, b), a, b);
        },
        report_, "cross-patching: " + name);
    return figures;
  }

  void probe(baselines::Synthesizer& synthesizer, SoundResults& results) const {
    results.click =
        probe_clicks(synthesizer, clicks_,
                     baselines::bands_of(clicks_.samples, geometry_, kProbeRate), kProbeRate);
    results.decoded_click = probe_clicks(synthesizer, clicks_, decoded_clicks_, kProbeRate);
    results.tones = probe_tones(synthesizer, geometry_, kProbeRate);
    results.silence_dbfs = probe_silence(synthesizer, decoded_silence_, kProbeRate);
    results.cost_ms = probe_cost(synthesizer, geometry_, kProbeRate, clips_.front().decoded);
    const auto* streaming = dynamic_cast<const baselines::StreamingSynthesizer*>(&synthesizer);
    if (streaming == nullptr) return;
    results.moves = probe_moves(synthesizer, scenes_, kProbeRate);
    const int hops = kMarginHops + model_->config().lookahead_frames;
    results.delay_ms =
        1000 / kProbeRate *
        (features::lookback_samples(geometry_, kProbeRate) + streaming->latency_samples() +
         hops * features::hop_samples(geometry_, kProbeRate));
  }

  std::shared_ptr<const model::Model> model_;
  features::Geometry geometry_;
  ReportProgress report_;
  std::vector<TestClip> clips_, test_sounds_;
  Clicks clicks_;
  std::vector<float> decoded_clicks_, decoded_silence_;  // [frames][bands]
  std::vector<Scene> scenes_;
  std::vector<std::size_t> whole_;  // clips with chords and drums, used for cross-patches
};

}  // namespace

measures::Evaluation listen(const std::shared_ptr<model::Model>& model,
                            const ListenOptions& options, const ReportProgress& report) {
  if (model->config().preset == modelfile::Preset::paper)
    throw std::runtime_error(
        "the `paper` preset can't stream, so there is no sound to judge; use a model of the "
        "`pitch` preset");
  model::use_threads(1);  // in_parallel already uses all cores
  const Listening listening(model, options, report);
  measures::Evaluation result;
  result.measures = all_rows(listening.evaluate(baselines::synthesizer_of(model), "our sound"));
  if (model->has_sound())
    measures::add_rival(
        result.measures, "classical",
        all_rows(listening.evaluate(baselines::make_classical, "the classical sound")));
  measures::add_rival(
      result.measures, "phase int.",
      all_rows(listening.evaluate(baselines::make_phase_integration, "phase integration")));
  measures::add_rival(result.measures, "Griffin-Lim",
                      all_rows(listening.evaluate(baselines::make_griffin_lim, "Griffin-Lim")));
  measures::add_rival(result.measures, "median filter",
                      cross_rows(listening.evaluate_separation()));
  if (!listening.has_voice())
    result.remarks.push_back(
        "There is no voice among the users' sounds: espeak-ng is not installed; Debian has it in "
        "espeak-ng.");
  return result;
}

}  // namespace hemiola::listening
