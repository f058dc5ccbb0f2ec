// The whole evaluation of a model: clip_sets, transcribers, tests, rivals.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "evaluation/functional.h"
#include "evaluation/latent_measures.h"
#include "evaluation/measure.h"
#include "evaluation/transcriber.h"
#include "model/model.h"

namespace hemiola::evaluation {

struct EvaluateOptions {
  std::string part = "unseen";   // or "validation": what is judged on
  std::filesystem::path corpus;  // a rendered folder to judge on, instead of the cached part
  std::filesystem::path cache = default_cache();
  // A set of instruments that no model was trained on; where it is not installed, its rows are left
  // out with a remark.
  std::filesystem::path second_soundfont = "/usr/share/sounds/sf2/TimGM6mb.sf2";
  int train_clips = 120;  // that the predictors learn from
  int clips = 48;         // that are judged
  int font_clips = 24;    // that are judged with the second soundfont
  int sound_pairs = 8;    // that are also judged from their sound
  double clip_seconds = 12;
  TranscriberOptions transcriber;
  FunctionalOptions functional;
  std::shared_ptr<model::Model> paper;  // the published network, trained; may be null
};

// A smaller evaluation, to choose between models by and for tests.
EvaluateOptions quick_options();

struct Outcome {
  Evaluation evaluation;
  model::LatentRanges ranges;
};

Outcome evaluate(std::shared_ptr<model::Model> model, const EvaluateOptions& options,
                 const Report& report);

}  // namespace hemiola::evaluation
