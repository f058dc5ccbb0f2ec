// What training asks of the network: rotate back, hold still, reconstruct, stay near the prior,
// and hear the same harmony under any drums.
#pragma once

#include <random>

#include "model/network.h"
#include "training/examples.h"

namespace hemiola::training {

// Rolls harmony by its item's semitones: out[place] = in[place - semitones], fractions interpolate.
// The same rotation as patchbay::rotate, differentiable and for a batch.
torch::Tensor rotate_batch(const torch::Tensor& harmony /*[items][frames][places][channels]*/,
                           const std::vector<double>& semitones);

// A random linear map of the frames that replaces most segments by their first value or their
// mean: harmony that may be held at any moment can't carry onsets.
torch::Tensor random_hold(int items, int frames,
                          std::mt19937_64& random);  // [items][frames][frames]

struct Losses {
  torch::Tensor total;
  double error_nats = 0;  // mean absolute error of the log bands
  double harmony_kl = 0;  // nats a frame
  double rhythm_kl = 0;
  double drums_in_harmony = 0;  // nats a frame
  double smoothness = 0;        // deviations a frame
};

// Where the targets lie: what is more than 60 dB under the running level is as good as silent.
torch::Tensor audible(const torch::Tensor& log_bands, const model::Posterior& posterior);

// Half the squared distance of two diagonal Gaussians' means in units of their deviations, a frame.
torch::Tensor distance_nats(const torch::Tensor& mean_a, const torch::Tensor& deviation_a,
                            const torch::Tensor& mean_b, const torch::Tensor& deviation_b);

// The way from frame to frame in deviations, a frame: by its square while it is small, else by
// itself. Squares alone would charge one change of the chord more than all the stirring between
// two.
torch::Tensor smoothness_loss(const torch::Tensor& mean, const torch::Tensor& deviation);

// One pass of the method: encode what was heard, rotate its harmony by -shift, decode, compare with
// the original.
Losses method_losses(model::Network& network, const Batch& batch, const LossWeights& weights,
                     double kl_warmth, std::mt19937_64& random);

// Mean absolute error in nats [items] with posterior means, and harmony rotated by extra semitones
// more than is right.
torch::Tensor mean_errors(model::Network& network, const Batch& batch, double extra_semitones = 0);

}  // namespace hemiola::training
