// Fits a model's map from notes to harmony, on practice music whose notes are known.
#pragma once

#include <memory>

#include "evaluation/clips.h"
#include "model/model.h"
#include "patchbay/note_map.h"

namespace hemiola::evaluation {

struct NoteFit {
  patchbay::NoteMap map;
  double explained =
      0;  // share of harmony's variance that it explains on clips it was not fitted on
};

// Ridge regression from the notes that sound to the harmony of the pitched stems. Every eighth clip
// is left out, to say how good the map is. Renders the clips that are not in the cache. Throws
// std::runtime_error if the model's harmony does not lie along pitch.
NoteFit fit_note_map(const std::shared_ptr<const model::Model>& model,
                     const std::filesystem::path& cache, int clips, const ReportProgress& report);

}  // namespace hemiola::evaluation
