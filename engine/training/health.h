// Checks a model during training and reports problems in words.
#pragma once

#include <string>
#include <vector>

#include "networks/nets.h"
#include "training/examples.h"

namespace hemiola::training {

struct Health {
  double error_nats = 0;                 // with posterior means, nothing held
  double rotation_accuracy = 0;          // how often the right rotation decodes best of seven
  double harmony_kl = 0, rhythm_kl = 0;  // nats per frame
  double drums_in_harmony = 0;           // nats per frame by which other drums move harmony
};

// Uses a few examples that are never trained on.
Health examine(const networks::Nets& nets, const Dataset& dataset, const ExampleOptions& options);

// One sentence per problem, with advice: a collapsed latent, a rotation without effect, a harmony
// that follows the drums. Empty in the first tenth of the run, when it is too early to tell.
std::vector<std::string> warnings(const Health& health, double share_of_run);

}  // namespace hemiola::training
