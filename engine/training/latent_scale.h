// Value ranges of a model's latents on music, and the scale that gives them unit spread.
#pragma once

#include "modelfile/ranges.h"
#include "networks/nets.h"
#include "training/examples.h"

namespace hemiola::training {

// Scales the model's channels to unit spread on this music and returns their ranges. Loudness and
// channels with almost no information are not scaled.
modelfile::LatentRanges normalise_latents(networks::Nets& nets, const Dataset& dataset,
                                          const ExampleOptions& options);

}  // namespace hemiola::training
