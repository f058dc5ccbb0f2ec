// What the latents mean: their ranges, silence, loudness, and how smoothly they turn and blend.
#pragma once

#include <string>
#include <vector>

#include "evaluation/evaluation_set.h"
#include "model/ranges.h"

namespace hemiola::evaluation {

model::LatentRanges latent_ranges(const EvaluationSet& set);
std::string to_json(const model::LatentRanges& ranges);

// Ranges, silence, loudness.
std::vector<Measure> test_meaning(const EvaluationSet& set, const model::LatentRanges& ranges,
                                  const Report& report);
// Fractional rotation and blending.
std::vector<Measure> test_smoothness(const EvaluationSet& set, const Report& report);
// Milliseconds a frame of 12 ms or less takes on one thread, encoder and decoder.
std::vector<Measure> test_cost(const model::Model& model);

}  // namespace hemiola::evaluation
