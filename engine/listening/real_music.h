// What a model does with anybody's music, without labels: copies, rotations, cross-patches, from
// the sound.
#pragma once

#include <filesystem>
#include <memory>

#include "evaluation/clips.h"
#include "evaluation/measure.h"
#include "model/model.h"

namespace hemiola::listening {

struct MusicOptions {
  std::filesystem::path music;  // a folder of sound files, or one file
  std::filesystem::path loops;  // a folder of drum loops; empty: those that Debian's package
                                // sonic-pi-samples has, or one that is played here
  int clips = 0;                // at most, spread over the folder; 0: one of every file
  double clip_seconds = 12;     // from the middle of each
};

// Rivals: Rubber Band for the rotations, median filtering for the cross-patches. Throws
// std::runtime_error (path, reason, remedy) where there is no music, or the model can't stream.
evaluation::Evaluation judge_music(const std::shared_ptr<model::Model>& model,
                                   const MusicOptions& options, const evaluation::Report& report);

}  // namespace hemiola::listening
