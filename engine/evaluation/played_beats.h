// Hits and chords that nobody played, without any input, read from the sound.
#pragma once

#include <memory>
#include <vector>

#include "evaluation/clips.h"
#include "evaluation/transcriber.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::evaluation {

// Plays the hits of at most `most` clips over chords through a session with synthesis, and reads
// them by a transcriber of real bands. Only for streaming models; no rows without a map from hits.
measures::Table test_beats(const std::shared_ptr<model::Model>& model,
                           const Transcriber& transcriber, const std::vector<Clip>& clips, int most,
                           const ReportProgress& report);

}  // namespace hemiola::evaluation
