// The functional tests: what a musician does with the latents, read back from the decoded bands.
#pragma once

#include <vector>

#include "evaluation/evaluation_set.h"

namespace hemiola::evaluation {

struct FunctionalOptions {
  int rotations = 3;  // whole ones within a fifth, for each clip
};

// Encoded and decoded, nothing done to the latents.
std::vector<Measure> test_reconstruction(const EvaluationSet& set);
// Harmony rotated, against truly transposed renderings of the same clips.
std::vector<Measure> test_rotation(const EvaluationSet& set, const FunctionalOptions& options,
                                   const Report& report);
// The harmony of one clip with the rhythm of the next.
std::vector<Measure> test_cross_patch(const EvaluationSet& set, const Report& report);
// One latent held for two seconds.
std::vector<Measure> test_freeze(const EvaluationSet& set, const Report& report);

std::vector<Measure> test_functions(const EvaluationSet& set, const FunctionalOptions& options,
                                    const Report& report);

}  // namespace hemiola::evaluation
