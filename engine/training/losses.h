// Losses: decode after rotating and holding, stay near the prior, keep harmony free of drums.
#pragma once

#include <random>

#include "networks/network.h"
#include "training/examples.h"
#include "training/ranks.h"

namespace hemiola::training {

// Rotates each item's harmony: out[place] = in[place - semitones], circular; fractions interpolate.
// The same rotation as patchbay::rotate, but differentiable and for a batch.
torch::Tensor rotate_batch(const torch::Tensor& harmony /*[items][frames][places][channels]*/,
                           const std::vector<double>& semitones);

// Random linear map of the frames that replaces most segments by their first value or their mean:
// harmony that may be held at any moment can't carry onsets.
torch::Tensor random_hold(int items, int frames,
                          std::mt19937_64& random);  // [items][frames][frames]

struct Losses {
  torch::Tensor total;
  double error_nats = 0;  // mean absolute error of the log bands
  double harmony_kl = 0;  // nats per frame
  double rhythm_kl = 0;
  double drums_in_harmony = 0;  // nats per frame
  double smoothness = 0;        // deviations per frame
};

// Targets, limited to 60 dB below the running level: quieter bands count as silence.
torch::Tensor audible(const torch::Tensor& log_bands, const networks::Posterior& posterior);

// Half the squared distance per frame of two diagonal Gaussians' means, in units of deviations.
torch::Tensor distance_nats(const torch::Tensor& mean_a, const torch::Tensor& deviation_a,
                            const torch::Tensor& mean_b, const torch::Tensor& deviation_b);

// Change from frame to frame in deviations, per frame: quadratic while small, then linear. Squares
// alone would penalise one chord change more than all jitter between two.
torch::Tensor smoothness_loss(const torch::Tensor& mean, const torch::Tensor& deviation);

// One training pass: encode, rotate harmony by -shift, decode, compare with the original. share:
// the part of a batch that these items are (training/ranks.h); its random numbers are drawn for
// all. By default these are all.
Losses method_losses(networks::Network& network, const Batch& batch, const LossWeights& weights,
                     double kl_warmth, std::mt19937_64& random, const Share& part = {});

// Mean absolute error in nats [items]: posterior means, harmony rotated extra_semitones too far.
torch::Tensor mean_errors(networks::Network& network, const Batch& batch,
                          double extra_semitones = 0);

}  // namespace hemiola::training
