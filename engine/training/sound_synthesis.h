// The vocoder's synthesis once more, as a differentiable function of whole clips.
#pragma once

#include <torch/torch.h>

#include "model/sound_network.h"
#include "training/sound_examples.h"

namespace hemiola::training {

class SoundSynthesis {
 public:
  SoundSynthesis(const model::Config& config, const torch::Device& device);
  // The sound of the frames from first_frame on, the same as engine/vocoder makes of them. Its
  // first sample is sample begin(first_frame) of the clip; the first and last window's length of it
  // lack the frames beside them.
  torch::Tensor sound(const model::SoundOutputs& outputs, const SoundBatch& batch,
                      int first_frame) const;  // [items][samples]
  int begin(int first_frame) const { return (first_frame + 1) * hop_ - look_back_ - window_ / 2; }
  int window() const { return window_; }
  int hop() const { return hop_; }

 private:
  torch::Tensor noise_of(const model::SoundOutputs& outputs, const SoundBatch& batch,
                         int first_frame) const;
  torch::Tensor in_time(const torch::Tensor& spectrum, const torch::Tensor& shape) const;

  int hop_, look_back_, window_, transform_, bins_;
  torch::Tensor to_bins_;   // [bands][bins] gains along the bands, read at the bins
  torch::Tensor to_noise_;  // [bands and air][all bins]
  torch::Tensor to_time_;   // [knots][window]
  torch::Tensor hann_;      // [window]
  torch::Tensor gain_;      // [hop] one over what the squared windows add up to
};

}  // namespace hemiola::training
