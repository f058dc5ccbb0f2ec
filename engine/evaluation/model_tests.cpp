// Transcribers of bands and latents, and the comparison of soundfonts.
#include "evaluation/model_tests.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>

#include "base/hash.h"
#include "measures/row.h"
#include "measures/spectral_error.h"

namespace hemiola::evaluation {
namespace {

using measures::Measure, measures::Row, measures::kNoChord;

namespace fs = std::filesystem;

// Increment if predictors or their training change: trained ones are cached.
constexpr int kTranscriberVersion = 2;

// FNV-1a hash as a file name; the complete key is stored in the file.
std::string name_for(const std::string& key) {
  char text[48];
  std::snprintf(text, sizeof text, "transcriber-%016" PRIx64 ".safetensors", base::hash_of(key));
  return text;
}

std::string key_of(const features::Geometry& geometry, const ClipSets& clip_sets,
                   const TranscriberOptions& options) {
  modelfile::Config config;
  config.geometry = geometry;
  return modelfile::to_json(config) + clip_sets.train_settings +
         std::to_string(clip_sets.train.size()) + " clips, " + std::to_string(options.chord_steps) +
         " " + std::to_string(options.onset_steps) + " steps, seed " +
         std::to_string(options.seed) + ", version " + std::to_string(kTranscriberVersion);
}

std::vector<const Labels*> labels_of(const std::vector<Clip>& clips) {
  std::vector<const Labels*> labels;
  for (const auto& clip : clips) labels.push_back(&clip.labels);
  return labels;
}

std::function<void(double)> as(const ReportProgress& report, const std::string& what) {
  return [report, what](double fraction) {
    if (report) report(fraction, what);
  };
}

}  // namespace

ClipSets gather_clips(const EvaluateOptions& options, const ReportProgress& report) {
  ClipSets clip_sets;
  const auto rendered = [&](const std::string& part, const fs::path& font, int clips, bool twins) {
    return cached_corpus(options.cache, {part, font, clips, options.clip_seconds, twins}, report);
  };
  const bool has_font = fs::exists(options.second_soundfont);
  const auto learn_from = [&](const fs::path& font, int clips) {
    const fs::path folder = rendered("train", font, clips, false);
    const auto more = list_clips(folder, clips);
    clip_sets.train.insert(clip_sets.train.end(), more.begin(), more.end());
    std::ifstream settings(folder / "corpus.json");
    clip_sets.train_settings.append(std::istreambuf_iterator<char>(settings), {});
  };
  // The transcribers know both soundfonts, though the models know only one. Otherwise they would
  // misread the drums of the second, and its ceilings would be below the scores of decoded bands.
  const int with_font = has_font ? options.train_clips / 3 : 0;
  learn_from({}, options.train_clips - with_font);
  if (with_font > 0) learn_from(options.second_soundfont, with_font);
  clip_sets.judged = list_clips(
      options.corpus.empty() ? rendered(options.part, {}, options.clips, true) : options.corpus,
      options.clips);
  if (options.font_clips > 0 && has_font)
    clip_sets.font =
        list_clips(rendered(options.part, options.second_soundfont, options.font_clips, true),
                   options.font_clips);
  return clip_sets;
}

Transcriber transcriber_of_bands(const features::Geometry& geometry, const ClipSets& clip_sets,
                                 const std::vector<Bands>& train, const std::string& what,
                                 const EvaluateOptions& options, const ReportProgress& report) {
  const bool along_pitch = geometry.axis == features::Axis::pitch;
  const InputShape shape{geometry.bands, 1, along_pitch ? geometry.bands_per_octave / 12 : 0};
  Transcriber transcriber(shape, train.front().clock.hop_seconds, options.transcriber);
  const std::string key = key_of(geometry, clip_sets, options.transcriber) + what;
  const fs::path path = options.cache / name_for(key);
  if (transcriber.load(path, key)) return transcriber;
  std::vector<Sequence> sequences;
  std::vector<std::vector<float>> values;
  for (const auto& clip : train)
    values.push_back(measures::relative_bands(clip.values, geometry, clip.clock.hop_seconds));
  for (std::size_t i = 0; i < train.size(); ++i)
    sequences.push_back({&values[i], train[i].frames, train[i].clock});
  transcriber.fit(sequences, labels_of(clip_sets.train),
                  as(report, "training the transcribers of " + what));
  transcriber.save(path, key);
  return transcriber;
}

namespace {

// Trains on one latent of the train clips and transcribes the evaluated clips.
Tally predict(const EvaluationSet& set, const ClipSets& clip_sets,
              const std::vector<Latents>& train, std::vector<float> Latents::* part,
              const InputShape& shape, const TranscriberOptions& options,
              const std::function<void(double)>& report) {
  Transcriber transcriber(shape, set.clock().hop_seconds, options);
  std::vector<Sequence> sequences;
  for (const auto& clip : train) sequences.push_back({&(clip.*part), clip.frames, set.clock()});
  transcriber.fit(sequences, labels_of(clip_sets.train), report);
  std::vector<Transcription> readings;
  for (const auto& clip : set.latents())
    readings.push_back(transcriber.read({&(clip.*part), clip.frames, set.clock()}));
  return against_own(readings, set.clips(), set.chord_clock());
}

// How much the notes alone reveal about the drums: the score of a harmony free of drums.
double drums_of_notes(const EvaluationSet& set, const ClipSets& clip_sets,
                      const EvaluateOptions& options, const ReportProgress& report) {
  const auto analysed = [&](const std::vector<Clip>& clips) {
    std::vector<Bands> all(clips.size());
    in_parallel(
        static_cast<int>(clips.size()),
        [&](int i) { all[i] = analyse_mix(load_stem(clips[i], "pitched"), set.geometry()); },
        report, "analysing the notes alone");
    return all;
  };
  const Transcriber transcriber = transcriber_of_bands(
      set.geometry(), clip_sets, analysed(clip_sets.train), "notes alone", options, report);
  std::vector<Transcription> readings;
  for (const Bands& bands : analysed(set.clips())) {
    const auto values =
        measures::relative_bands(bands.values, set.geometry(), bands.clock.hop_seconds);
    readings.push_back(transcriber.read({&values, bands.frames, bands.clock}));
  }
  return against_own(readings, set.clips(), set.chord_clock()).drums();
}

// Share of the most frequent chord: the majority-class baseline.
double majority(const EvaluationSet& set) {
  std::map<int, long> counts;
  long all = 0, most = 0;
  for (std::size_t i = 0; i < set.clips().size(); ++i)
    for (const int chord : chord_steps(set.clips()[i].labels, set.chord_clock(),
                                       static_cast<int>(set.real()[i].chords.size()))) {
      if (chord == kNoChord) continue;
      ++all;
      most = std::max(most, ++counts[chord]);
    }
  return all == 0 ? 0 : static_cast<double>(most) / static_cast<double>(all);
}

}  // namespace

measures::Table test_predictors(const EvaluationSet& set, const ClipSets& clip_sets,
                                const std::vector<Latents>& train, const EvaluateOptions& options,
                                const ReportProgress& report) {
  const auto shape = set.coder().shape();
  const bool along_pitch = set.coder().model().config().preset == modelfile::Preset::pitch;
  const InputShape harmony_shape = along_pitch
                                       ? InputShape{shape.places, shape.channels_per_place, 1}
                                       : InputShape{1, shape.harmony(), 0};
  const Tally harmony = predict(set, clip_sets, train, &Latents::harmony, harmony_shape,
                                options.transcriber, as(report, "training predictors on harmony"));
  const Tally rhythm = predict(set, clip_sets, train, &Latents::rhythm, {1, shape.rhythm, 0},
                               options.transcriber, as(report, "training predictors on rhythm"));
  const Tally mel = against_own(set.real(), set.clips(), set.chord_clock());
  const Tally chance = against_unrelated(set.real(), set.clips(), set.chord_clock());
  const std::string group = "predictors on one latent alone";
  const auto row = [&](const char* id, const char* name, double value) {
    return Row(id, group, name, "", value);
  };
  return {row("predictor.harmony_chord", "harmony: chord", harmony.chords())
              .of_ceiling(mel.chords())
              .chance(chance.chords())
              .at_least(0.98),
          row("predictor.rhythm_chord", "rhythm: chord", rhythm.chords())
              .ceiling(mel.chords())
              .chance(majority(set))
              .at_most(0.12),
          row("predictor.rhythm_drums", "rhythm: drums", rhythm.drums())
              .of_ceiling(mel.drums())
              .chance(chance.drums())
              .at_least(1.0),
          row("predictor.harmony_drums", "harmony: drums", harmony.drums())
              .ceiling(mel.drums())
              .chance(chance.drums())
              .at_most(0.45),
          row("predictor.notes_drums", "the notes alone, without their drums: drums",
              drums_of_notes(set, clip_sets, options, report))
              .ceiling(mel.drums())
              .chance(chance.drums())
              .at_most(),
          row("predictor.rhythm_notes", "rhythm: note onsets", rhythm.note_onsets())
              .of_ceiling(mel.note_onsets())
              .chance(chance.note_onsets()),
          row("predictor.harmony_notes", "harmony: note onsets", harmony.note_onsets())
              .ceiling(mel.note_onsets())
              .chance(chance.note_onsets())
              .at_most()};
}

measures::Table compare_soundfonts(const measures::Table& seen, const measures::Table& unseen) {
  const std::string group = "unseen soundfont";
  Measure error =
      Row("font.error", group, "error against the seen", "", {}).of_ceiling({}).at_most(1.08);
  Measure rest = Row("font.shortfall", group, "", "", 0).at_most(0.02);
  measures::Table rows;
  std::string worst = "none";
  for (const auto& m : unseen) {
    const auto before = std::find_if(seen.begin(), seen.end(),
                                     [&](const Measure& other) { return other.id == m.id; });
    if (before == seen.end()) continue;
    if (m.id == "reconstruction.error") {
      error.value = m.value;
      error.ceiling = before->value;
    }
    Measure copy = m;
    copy.id = "font." + m.id;
    copy.group = group;
    copy.name = m.group.substr(0, m.group.find(" (")) + ": " + m.name;
    copy.target = {};
    rows.push_back(copy);
    if (m.unit == "nats" || !before->target || !m.score() || !before->score()) continue;
    const double loss = (*before->score() - *m.score()) * (m.at_least ? 1 : -1);
    if (loss <= *rest.value) continue;
    rest.value = loss;
    worst = copy.name;
  }
  rest.name = "largest loss of a score (" + worst + ")";
  rows.insert(rows.begin(), {error, rest});
  return rows;
}

}  // namespace hemiola::evaluation
