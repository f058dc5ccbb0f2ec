// Evaluates a model on any music, without labels: copies, rotations and cross-patches as audio.
#pragma once

#include <filesystem>
#include <memory>

#include "evaluation/clips.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::listening {

struct MusicOptions {
  std::filesystem::path music;  // a folder of sound files, or one file
  std::filesystem::path loops;  // a folder of drum loops; empty: those of Debian's package
                                // sonic-pi-samples, else one synthesised drum loop
  int clips = 0;                // at most, evenly spread over the folder; 0: one per file
  double clip_seconds = 12;     // from the middle of each
};

// Rivals: Rubber Band for the rotations, median filtering for the cross-patches. Throws
// std::runtime_error (path, reason, remedy) if there is no music or the model cannot stream.
measures::Evaluation judge_music(const std::shared_ptr<model::Model>& model,
                                 const MusicOptions& options, const coding::ReportProgress& report);

}  // namespace hemiola::listening
