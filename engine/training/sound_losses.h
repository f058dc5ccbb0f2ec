// How far a sound is from the one that it should be, as a loss: spectra, texture, envelope, level.
#pragma once

#include <torch/torch.h>

#include "features/geometry.h"

namespace hemiola::training {

struct SoundLosses {
  torch::Tensor total;
  double distance_db = 0;  // mean difference of the logs, windows of 46 ms
  double convergence = 0;  // of the same spectra
  double bands_nats = 0;   // mean difference of the bands
};

class SoundDistance {
 public:
  SoundDistance(const features::Geometry& geometry, const torch::Device& device);
  // Both [items][samples], in step. Every item counts the same, whatever its level.
  SoundLosses operator()(const torch::Tensor& sound, const torch::Tensor& truth) const;

 private:
  // Of what one resolution of the spectra shows: [items][bins][frames], floor [items][1][1].
  static torch::Tensor texture_error(const torch::Tensor& made, const torch::Tensor& target,
                                     const torch::Tensor& floor, int patch_bins, int patch_frames);
  static torch::Tensor time_error(const torch::Tensor& sound, const torch::Tensor& truth);
  torch::Tensor magnitudes(const torch::Tensor& sound, int size) const;

  std::vector<torch::Tensor> windows_;
  torch::Tensor bands_;  // [bins][bands] of the power spectra that the bands are read from
};

}  // namespace hemiola::training
