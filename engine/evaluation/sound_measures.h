// Measures of audio rendered as in live use, compared with usual tools for the same tasks.
#pragma once

#include <memory>
#include <vector>

#include "evaluation/clips.h"
#include "measures/measure.h"
#include "model/model.h"

namespace hemiola::evaluation {

// Cross-patches at most `pairs` clips with their next one, and rotates them, through a session with
// synthesis. Rivals: harmonic-percussive separation for the cross-patch, Rubber Band on the whole
// mix for the rotation. Only for streaming models.
measures::Table test_sound(const std::shared_ptr<model::Model>& model,
                           const std::vector<Clip>& clips, int pairs, const ReportProgress& report);

}  // namespace hemiola::evaluation
