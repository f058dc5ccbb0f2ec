// Training examples: the input of each encoder and the target of the decoder.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "training/dataset.h"
#include "training/options.h"

namespace hemiola::training {

// Log bands [items][frames][bands]. Items 2i and 2i + 1 have the same pitched music in two input
// keys and one target key, with different drums.
struct Batch {
  torch::Tensor harmony_input;  // in another key, with any drums or none
  torch::Tensor rhythm_input;   // the same music and key, with the target's drums; or those alone
  torch::Tensor original;       // target to decode after rotation by -shift
  std::vector<double> shift_semitones;
};

// A pure function of (dataset, options, first): any number of threads may make batches, and a
// resumed run gets the same ones as an uninterrupted run. items must be even. Sounds are mixed by
// adding the power of their bands.
Batch make_batch(const Dataset& dataset, const ExampleOptions& options, std::uint64_t first,
                 int items);

}  // namespace hemiola::training
