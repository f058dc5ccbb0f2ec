// What training asks of the network: rotate back, hold still, reconstruct, stay near the prior.
#pragma once

#include <random>

#include "model/network.h"

namespace hemiola::training {

// Rolls harmony by its item's semitones: out[place] = in[place - semitones], fractions interpolate.
// The same rotation as patchbay::rotate, differentiable and for a batch.
torch::Tensor rotate_batch(const torch::Tensor& harmony /*[items][frames][places][channels]*/,
                           const std::vector<double>& semitones);

// A random linear map of the frames that replaces most segments by their first value or their
// mean: harmony that may be held at any moment can't carry onsets.
torch::Tensor random_hold(int items, int frames,
                          std::mt19937_64& random);  // [items][frames][frames]

struct LossWeights {
  double harmony_beta = 0.1;
  double rhythm_beta = 0.02;
};

struct Losses {
  torch::Tensor total;
  double error_nats = 0;  // mean absolute error of the log bands
  double harmony_kl = 0;  // nats a frame
  double rhythm_kl = 0;
};

// One pass of the method: encode x', rotate its harmony by -shift (times sign), decode, compare
// with x. sample false takes the means and holds nothing (evaluation).
Losses method_losses(model::Network& network, const torch::Tensor& shifted,
                     const torch::Tensor& original, const std::vector<double>& shift_semitones,
                     const LossWeights& weights, double kl_warmth, bool sample, double sign,
                     std::mt19937_64& random);

}  // namespace hemiola::training
