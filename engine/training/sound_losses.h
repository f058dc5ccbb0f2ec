// Loss between a sound and its target: spectra, texture, envelope, level.
#pragma once

#include <torch/torch.h>

#include "features/geometry.h"

namespace hemiola::training {

struct SoundLosses {
  torch::Tensor total;
  double distance_db = 0;  // mean difference of log spectra, 46 ms windows
  double convergence = 0;  // spectral convergence, same spectra
  double bands_nats = 0;   // mean difference of log bands
};

class SoundDistance {
 public:
  SoundDistance(const features::Geometry& geometry, const torch::Device& device);
  // Both [items][samples], aligned. Every item has equal weight, whatever its level.
  SoundLosses operator()(const torch::Tensor& sound, const torch::Tensor& truth) const;

 private:
  // For one resolution of the spectra: [items][bins][frames], floor [items][1][1].
  static torch::Tensor texture_error(const torch::Tensor& made, const torch::Tensor& target,
                                     const torch::Tensor& floor, int patch_bins, int patch_frames);
  static torch::Tensor time_error(const torch::Tensor& sound, const torch::Tensor& truth);
  torch::Tensor magnitudes(const torch::Tensor& sound, int size) const;

  std::vector<torch::Tensor> windows_;
  torch::Tensor bands_;  // [bins][bands], power spectra to bands
};

}  // namespace hemiola::training
