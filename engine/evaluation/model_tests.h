// The clips and transcribers for the evaluation of one model, and measures that need them.
#pragma once

#include "evaluation/evaluate.h"

namespace hemiola::evaluation {

struct ClipSets {
  std::vector<Clip> train, judged, font;
  std::string train_settings;  // train folders' corpus.json: in the key of cached transcribers
};

// Renders what is missing from the cache, then lists the clips.
ClipSets gather_clips(const EvaluateOptions& options, const ReportProgress& report);

// The transcriber for real bands of this geometry: from the cache, or trained on the bands of the
// train clips and then cached. what: a name for the key and for progress, such as "real bands".
Transcriber transcriber_of_bands(const features::Geometry& geometry, const ClipSets& clip_sets,
                                 const std::vector<Bands>& train, const std::string& what,
                                 const EvaluateOptions& options, const ReportProgress& report);

// Predictors trained on one latent alone, compared with transcribers of bands and pitched stems.
measures::Table test_predictors(const EvaluationSet& set, const ClipSets& clip_sets,
                                const std::vector<Latents>& train, const EvaluateOptions& options,
                                const ReportProgress& report);

// How much worse the functional measures are with the second soundfont.
measures::Table compare_soundfonts(const measures::Table& seen, const measures::Table& unseen);

}  // namespace hemiola::evaluation
