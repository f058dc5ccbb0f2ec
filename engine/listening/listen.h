// A model and a way to sound, judged by ear's measures, with the rivals in the same run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "evaluation/clips.h"
#include "evaluation/measure.h"
#include "listening/synthesizer.h"
#include "model/model.h"

namespace hemiola::listening {

struct ListenOptions {
  std::string part = "unseen";   // or "validation": what is judged on
  std::filesystem::path corpus;  // a rendered folder instead of the cached part
  std::filesystem::path cache = evaluation::default_cache();
  int clips = 24;
  double clip_seconds = 12;
};

// Rivals: what plays without a learned sound, phase integration alone and Griffin-Lim for every
// row, median filtering for the cross-patch. Throws std::runtime_error where the model can't
// stream.
evaluation::Evaluation listen(const std::shared_ptr<model::Model>& model,
                              const ListenOptions& options, const evaluation::Report& report);

}  // namespace hemiola::listening
