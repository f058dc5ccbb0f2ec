// Fits a model's maps between notes and harmony, and from hits to rhythm, on practice music whose
// notes and hits are known.
#pragma once

#include <memory>

#include "evaluation/clips.h"
#include "model/model.h"
#include "patchbay/beat_map.h"
#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::evaluation {

struct NoteFit {
  patchbay::NoteMap map;
  patchbay::NoteReader reader;
  patchbay::BeatMap beats;
  // On clips that they were not fitted on: the share of harmony's variance that the map explains,
  // and of the time in which the reader finds the right one of 24 triads.
  double explained = 0, chords_named = 0;
  double beats_explained = 0;  // the same share of the rhythm of drums
};

// Ridge regression between the notes that sound and the harmony: of the pitched stems, and of notes
// that are scattered over each instrument's range, for the map; of whole mixes for the reader;
// between the hits of the drums and their rhythm. Every eighth clip is left out, to say how good
// they are. Renders the clips that are not in the cache. Throws std::runtime_error if the model's
// harmony does not lie along pitch.
NoteFit fit_note_map(const std::shared_ptr<const model::Model>& model,
                     const std::filesystem::path& cache, int clips, const ReportProgress& report);

}  // namespace hemiola::evaluation
