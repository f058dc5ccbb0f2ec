// Training examples: what each encoder hears, and what the decoder must make of it.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "training/dataset.h"
#include "training/options.h"

namespace hemiola::training {

// Log bands [items][frames][bands]. Items 2i and 2i + 1 are the same pitched music, heard in two
// keys, to be decoded in one, with different drums.
struct Batch {
  torch::Tensor harmony_heard;  // in another key, with anybody's drums or none
  torch::Tensor rhythm_heard;   // the same music in the same other key, with the right drums
  torch::Tensor original;       // what must be decoded after rotation by -shift
  std::vector<double> shift_semitones;
};

// A pure function of (dataset, options, first), so that any number of threads may make batches and
// a resumed training sees what an undisturbed one would have seen. items is even. Sounds are mixed
// by the power of their bands.
Batch make_batch(const Dataset& dataset, const ExampleOptions& options, std::uint64_t first,
                 int items);

}  // namespace hemiola::training
