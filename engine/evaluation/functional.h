// Functional tests: apply a musician's operations to the latents and transcribe the decoded bands.
#pragma once

#include <vector>

#include "evaluation/evaluation_set.h"

namespace hemiola::evaluation {

struct FunctionalOptions {
  int rotations = 3;  // for each clip: whole semitones, within a fifth
};

// Encodes and decodes, with unchanged latents.
measures::Table test_reconstruction(const EvaluationSet& set);
// Rotates the harmony and compares with true transpositions of the same clips.
measures::Table test_rotation(const EvaluationSet& set, const FunctionalOptions& options,
                              const ReportProgress& report);
// Combines the harmony of each clip with the rhythm of the next.
measures::Table test_cross_patch(const EvaluationSet& set, const ReportProgress& report);
// Holds one latent for two seconds.
measures::Table test_freeze(const EvaluationSet& set, const ReportProgress& report);

// All of the above.
measures::Table test_functions(const EvaluationSet& set, const FunctionalOptions& options,
                               const ReportProgress& report);

}  // namespace hemiola::evaluation
