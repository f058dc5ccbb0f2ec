// The vocoder's synthesis as a differentiable function of whole excerpts.
#pragma once

#include <torch/torch.h>

#include "networks/sound_network.h"
#include "training/sound_examples.h"

namespace hemiola::training {

class SoundSynthesis {
 public:
  SoundSynthesis(const modelfile::Config& config, const torch::Device& device);
  // Sound of the frames from first_frame on, the same as from engine/vocoder. Its first sample is
  // sample begin(first_frame) of the excerpt. One window's length at each end is incomplete, as
  // neighbouring frames are missing.
  torch::Tensor sound(const networks::SoundOutputs& outputs, const SoundBatch& batch,
                      int first_frame) const;  // [items][samples]
  // Share of noise in the power of a bin, the mean over bins and frames.
  double noise_share(const networks::SoundOutputs& outputs, const SoundBatch& batch) const;
  int begin(int first_frame) const { return (first_frame + 1) * hop_ - look_back_ - window_ / 2; }
  int window() const { return window_; }
  int hop() const { return hop_; }

 private:
  torch::Tensor tones_of(const networks::SoundOutputs& outputs, const ToneLobes& tones) const;
  torch::Tensor noise_of(const networks::SoundOutputs& outputs, const SoundBatch& batch,
                         int first_frame) const;
  torch::Tensor in_time(const torch::Tensor& spectrum, const torch::Tensor& shape) const;

  int hop_, look_back_, window_, transform_, bins_;
  torch::Tensor to_noise_;  // [bands + air][all bins]
  torch::Tensor to_time_;   // [knots][window]
  torch::Tensor hann_;      // [window]
  torch::Tensor gain_;      // [hop] 1 / sum of the squared windows
};

}  // namespace hemiola::training
