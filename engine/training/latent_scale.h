// How far a model's latents go on music: their ranges, and the scale that gives them unit spread.
#pragma once

#include "model/model.h"
#include "model/ranges.h"
#include "training/examples.h"

namespace hemiola::training {

// Scales the model's channels so that their spread on this music is one, and measures their ranges
// then. A channel that carries next to nothing is left as it is, and so is loudness.
model::LatentRanges normalise_latents(model::Model& model, const Dataset& dataset,
                                      const ExampleOptions& options);

}  // namespace hemiola::training
