// Does a model in training still do what it is for? Measured now and then, said in words.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "training/examples.h"

namespace hemiola::training {

struct Health {
  double error_nats = 0;                 // with posterior means, nothing held
  double rotation_accuracy = 0;          // how often the right rotation decodes best of seven
  double harmony_kl = 0, rhythm_kl = 0;  // nats a frame
  double drums_in_harmony = 0;           // nats a frame by which other drums move harmony
};

// On a few examples that no step sees.
Health examine(const model::Model& model, const Dataset& dataset, const ExampleOptions& options);

// What is wrong, a sentence each with what to do: a latent that died, a rotation that means
// nothing, a harmony that follows the drums. Empty before a tenth of the run: all is young then.
std::vector<std::string> warnings(const Health& health, double share_of_run);

}  // namespace hemiola::training
