// What the latents mean: their ranges, silence, loudness, smoothness of rotation and blending.
#pragma once

#include <string>
#include <vector>

#include "evaluation/evaluation_set.h"
#include "modelfile/ranges.h"

namespace hemiola::evaluation {

modelfile::LatentRanges latent_ranges(const EvaluationSet& set);
std::string to_json(const modelfile::LatentRanges& ranges);

// Ranges of the channels, latents of silence, dependence on loudness.
measures::Table test_meaning(const EvaluationSet& set, const modelfile::LatentRanges& ranges,
                             const ReportProgress& report);
// Level and roughness of decodings at fractional rotations and of blended harmonies.
measures::Table test_smoothness(const EvaluationSet& set, const ReportProgress& report);
// Milliseconds to encode and decode a frame on one thread. Empty if not causal (paper preset).
measures::Table test_cost(const model::Model& model);

}  // namespace hemiola::evaluation
