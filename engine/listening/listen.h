// Evaluates a model and its synthesizer on audio, with the rivals in the same run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "baselines/synthesizer.h"
#include "evaluation/clips.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::listening {

struct ListenOptions {
  std::string part = "unseen";   // or "validation": the part to evaluate on
  std::filesystem::path corpus;  // a rendered folder instead of the cached part
  std::filesystem::path cache = evaluation::default_cache();
  int clips = 24;
  double clip_seconds = 12;
};

// Rivals: the classical synthesizer, phase integration alone and Griffin-Lim for every row; median
// filtering for the cross-patch. Throws std::runtime_error if the model cannot stream.
measures::Evaluation listen(const std::shared_ptr<model::Model>& model,
                            const ListenOptions& options, const coding::ReportProgress& report);

}  // namespace hemiola::listening
