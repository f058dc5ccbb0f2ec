// Networks that learn to tell made sounds from true ones, for training the sound network.
#pragma once

#include <torch/torch.h>

#include <vector>

namespace hemiola::training {

// What one of them says about a batch.
struct Judgement {
  std::vector<torch::Tensor> features;  // after each layer
  torch::Tensor scores;                 // true sounds above 1, made ones below -1
};

// 2D convolution whose weights are a direction and a length per output (weight normalization,
// Salimans and Kingma 2016). Pads with zeros.
class NormedConvImpl : public torch::nn::Module {
 public:
  struct Shape {
    int in = 1, out = 1;
    int frames = 3, bins = 3;  // kernel
    int frame_stride = 1, bin_stride = 1, frame_dilation = 1;
  };
  explicit NormedConvImpl(const Shape& shape);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  Shape shape_;
  torch::Tensor direction_, length_, bias_;
};
TORCH_MODULE(NormedConv);

// Three see the short-time spectrum at one resolution each (as in EnCodec, Defossez et al. 2022),
// and one sees seven octaves, each by windows of its own length, so by bands of constant quality
// (after Gu et al. 2023): its first layer differs by octave, the others are shared. All get log
// magnitudes; with compressed complex spectra they learned more slowly (docs/design.md).
class Discriminators : public torch::nn::Module {
 public:
  explicit Discriminators(int width);
  // sound: [items][samples], some 8192 samples or more, with an rms of about 1. Ten judgements.
  std::vector<Judgement> judge(const torch::Tensor& sound);

 private:
  std::vector<std::vector<NormedConv>> spectra_;  // layers, by resolution
  std::vector<NormedConv> octaves_;               // first layer, by octave
  std::vector<NormedConv> shared_;                // the others
};

}  // namespace hemiola::training
