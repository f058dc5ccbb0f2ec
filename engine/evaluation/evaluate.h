// The complete evaluation of a model: clip sets, transcribers, tests, rivals.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "evaluation/functional.h"
#include "evaluation/latent_measures.h"
#include "evaluation/transcriber.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::evaluation {

struct EvaluateOptions {
  std::string part = "unseen";   // or "validation": the part to evaluate on
  std::filesystem::path corpus;  // a rendered folder to evaluate on, instead of the cached part
  std::filesystem::path cache = default_cache();
  // A soundfont that no model was trained on. If it is not installed, its rows are omitted and a
  // remark says so.
  std::filesystem::path second_soundfont = "/usr/share/sounds/sf2/TimGM6mb.sf2";
  int train_clips = 120;  // to train the predictors
  int clips = 48;         // to evaluate on
  int font_clips = 24;    // to evaluate on with the second soundfont
  int sound_pairs = 8;    // clips also evaluated as audio
  double clip_seconds = 12;
  TranscriberOptions transcriber;
  FunctionalOptions functional;
  std::shared_ptr<model::Model> paper;  // the published network, trained; may be null
};

// A smaller evaluation, for comparing models quickly and for tests.
EvaluateOptions quick_options();

struct Outcome {
  measures::Evaluation evaluation;
  modelfile::LatentRanges ranges;
};

// Evaluates the model and, as a rival, options.paper. Renders clips and trains what is not cached.
Outcome evaluate(const std::shared_ptr<model::Model>& model, const EvaluateOptions& options,
                 const ReportProgress& report);

}  // namespace hemiola::evaluation
