// Runs all tests on a model and on its rivals.
#include "evaluation/evaluate.h"

#include "evaluation/model_tests.h"
#include "evaluation/played_beats.h"
#include "evaluation/played_notes.h"
#include "evaluation/sound_measures.h"
#include "measures/row.h"

namespace hemiola::evaluation {
namespace {

// All measures of one model.
measures::Table judge(const std::shared_ptr<model::Model>& model, const ClipSets& clip_sets,
                      const EvaluateOptions& options, modelfile::LatentRanges& ranges,
                      const ReportProgress& report) {
  const auto& geometry = model->config().geometry;
  auto train = analyse_clips(clip_sets.train, {}, geometry, report);
  const Transcriber transcriber =
      transcriber_of_bands(geometry, clip_sets, train, "real bands", options, report);
  const std::vector<Latents> train_latents = Coder(model).encode(train, report);
  train.clear();
  const EvaluationSet set(model, transcriber, clip_sets.judged, report);
  measures::Table all = test_functions(set, options.functional, report);
  measures::append(all, test_predictors(set, clip_sets, train_latents, options, report));
  if (!clip_sets.font.empty()) {
    const EvaluationSet with_font(model, transcriber, clip_sets.font, report);
    measures::append(
        all, compare_soundfonts(all, test_functions(with_font, options.functional, report)));
  }
  ranges = latent_ranges(set);
  measures::append(all, test_meaning(set, ranges, report));
  measures::append(all, test_smoothness(set, report));
  measures::append(all, test_cost(*model));
  if (options.sound_pairs > 0 && model->config().preset == modelfile::Preset::pitch) {
    measures::append(all, test_sound(model, clip_sets.judged, options.sound_pairs, report));
    measures::append(all, test_notes(model, clip_sets.judged, options.sound_pairs, report));
    measures::append(
        all, test_beats(model, transcriber, clip_sets.judged, 4 * options.sound_pairs, report));
  }
  return all;
}

}  // namespace

EvaluateOptions quick_options() {
  EvaluateOptions options;
  options.train_clips = 48;
  options.clips = 16;
  options.font_clips = 8;
  options.sound_pairs = 2;
  options.transcriber.chord_steps = 200;
  options.transcriber.onset_steps = 200;
  options.functional.rotations = 1;
  return options;
}

Outcome evaluate(const std::shared_ptr<model::Model>& model, const EvaluateOptions& options,
                 const ReportProgress& report) {
  model::use_threads(1);  // in_parallel already uses all cores
  Outcome outcome;
  auto& [rows, remarks, settings] = outcome.evaluation;
  const ClipSets clip_sets = gather_clips(options, report);
  if (clip_sets.font.empty() && options.font_clips > 0)
    remarks.push_back(options.second_soundfont.string() +
                      ": is not installed, so nothing is said about unseen instruments; "
                      "Debian has it in timgm6mb-soundfont");
  rows = judge(model, clip_sets, options, outcome.ranges, report);
  if (options.paper) {
    modelfile::LatentRanges unused;
    measures::add_rival(rows, "paper", judge(options.paper, clip_sets, options, unused, report));
    rows.push_back(measures::count_rows_behind(rows, "paper"));
  }
  return outcome;
}

}  // namespace hemiola::evaluation
