// Measures of finished sounds, made live as a musician would make them, beside what one would do
// without us.
#pragma once

#include <memory>
#include <vector>

#include "evaluation/clips.h"
#include "evaluation/measure.h"
#include "model/model.h"

namespace hemiola::evaluation {

// Cross-patches each clip with the next and rotates it, through a session with its synthesis, at
// most `pairs` times; rivals: harmonic-percussive separation for the cross-patch, Rubber Band over
// the whole mix for the rotation. For models that stream.
std::vector<Measure> test_sound(const std::shared_ptr<model::Model>& model,
                                const std::vector<Clip>& clips, int pairs, const Report& report);

}  // namespace hemiola::evaluation
