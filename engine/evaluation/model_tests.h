// One model under test: its transcribers, its bench and the measures that need them.
#pragma once

#include "evaluation/evaluate.h"

namespace hemiola::evaluation {

// The folders with the clips of one evaluation.
struct ClipSets {
  std::vector<Clip> train, judged, font;
  std::string train_settings;  // for the cache of readers
};

ClipSets gather_clips(const EvaluateOptions& options, const Report& report);

// The reader of real bands of this geometry: from the cache, or trained on these bands of the train
// clips and put there. what: "real bands", say.
Transcriber transcriber_of_bands(const features::Geometry& geometry, const ClipSets& clip_sets,
                                 const std::vector<Bands>& train, const std::string& what,
                                 const EvaluateOptions& options, const Report& report);

// Predictors trained on each latent alone, against the same on real bands and on the notes alone.
std::vector<Measure> test_predictors(const EvaluationSet& set, const ClipSets& clip_sets,
                                     const std::vector<Latents>& train,
                                     const EvaluateOptions& options, const Report& report);

// How far the functional measures fall behind with the second soundfont.
std::vector<Measure> compare_soundfonts(const std::vector<Measure>& seen,
                                        const std::vector<Measure>& unseen);

}  // namespace hemiola::evaluation
