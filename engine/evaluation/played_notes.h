// Notes that nobody played, over practice music, read from the sound; and chords read from harmony.
#pragma once

#include <memory>
#include <vector>

#include "evaluation/clips.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::evaluation {

// Plays triads (at two speeds), sevenths and single notes in the place of the harmony of at most
// `most` clips, and triads over their drums alone, through a session with synthesis. Only for
// streaming models; no rows without a map from notes.
measures::Table test_notes(const std::shared_ptr<model::Model>& model,
                           const std::vector<Clip>& clips, int most, const ReportProgress& report);

}  // namespace hemiola::evaluation
