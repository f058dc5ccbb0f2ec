// Short-time spectra and octaves of a sound, and the layers that judge them.
#include "training/discriminators.h"

#include <cmath>
#include <string>

namespace hemiola::training {
namespace {

constexpr int kSizes[] = {2048, 1024, 512};
// An octave is bins 32 to 64 of its windows: at 44.1 kHz from 172 Hz up to half the rate.
constexpr int kOctaveSizes[] = {8192, 4096, 2048, 1024, 512, 256, 128};
constexpr int kOctaveBins = 32;
constexpr double kPerNat = 0.3;  // scale of log magnitudes
constexpr double kFloor = 1e-6;  // power: 60 dB below that of noise with an rms of 1
constexpr double kSlope = 0.2;

// Log magnitudes, and where on the frequency axis each is: [items][2][frames][bins]; bins from
// first on.
torch::Tensor spectrum(const torch::Tensor& sound, int size, int first, int bins) {
  const torch::Tensor window = torch::hann_window(size, sound.options());
  const torch::Tensor z =
      torch::stft(sound, size, size / 4, size, window, /*center=*/true, "reflect",
                  /*normalized=*/false, /*onesided=*/true, /*return_complex=*/true)
          .slice(1, first, first + bins);
  // Noise with an rms of 1 has a mean power of 1 in each bin: the window's energy is 3/8.
  const torch::Tensor power = torch::view_as_real(z).square().sum(3) / (0.375 * size) + kFloor;
  const torch::Tensor levels = kPerNat * (1 + 0.5 * power.log()).transpose(1, 2).unsqueeze(1);
  const torch::Tensor place = torch::linspace(-1, 1, bins, sound.options())
                                  .expand({sound.size(0), 1, levels.size(2), bins});
  return torch::cat({levels, place}, 1);
}

}  // namespace

NormedConvImpl::NormedConvImpl(const Shape& shape) : shape_(shape) {
  // Keeps the spread of values from layer to layer (He et al. 2015).
  const double spread = std::sqrt(6 / (1 + kSlope * kSlope) /
                                  static_cast<double>(shape.in * shape.frames * shape.bins));
  torch::Tensor direction = torch::empty({shape.out, shape.in, shape.frames, shape.bins});
  direction_ = register_parameter("direction", direction.uniform_(-spread, spread));
  length_ = register_parameter("length",
                               direction_.detach().square().sum({1, 2, 3}, true).sqrt().clone());
  bias_ = register_parameter("bias", torch::zeros({shape.out}));
}

torch::Tensor NormedConvImpl::forward(const torch::Tensor& x) {
  const torch::Tensor norm = direction_.square().sum({1, 2, 3}, true).sqrt();
  return torch::conv2d(
      x, direction_ * (length_ / norm), bias_, {shape_.frame_stride, shape_.bin_stride},
      {shape_.frame_dilation * (shape_.frames / 2), shape_.bins / 2}, {shape_.frame_dilation, 1});
}

Discriminators::Discriminators(int width) {
  using Shape = NormedConvImpl::Shape;
  const auto add = [&](const std::string& name, const Shape& shape) {
    return register_module(name, NormedConv(shape));
  };
  const int wide = 2 * width;
  for (const int size : kSizes) {
    const std::string name = "spectrum" + std::to_string(size) + "_";
    const Shape shapes[] = {
        {.in = 2, .out = width, .bins = 9, .bin_stride = 2},
        {.in = width, .out = width, .bins = 9, .bin_stride = 2},
        {.in = width, .out = wide, .bins = 9, .bin_stride = 2, .frame_dilation = 2},
        {.in = wide, .out = wide, .bins = 9, .bin_stride = 2, .frame_dilation = 4},
        {.in = wide, .out = wide},
        {.in = wide, .out = 1}};
    std::vector<NormedConv> layers;
    for (const Shape& shape : shapes)
      layers.push_back(add(name + std::to_string(layers.size()), shape));
    spectra_.push_back(layers);
  }
  for (const int size : kOctaveSizes)
    octaves_.push_back(add("octave" + std::to_string(size),
                           {.in = 2, .out = width, .frames = 5, .bins = 5, .frame_stride = 2}));
  const Shape shared[] = {
      {.in = width, .out = width, .frames = 5, .bins = 5, .bin_stride = 2},
      {.in = width, .out = wide, .frames = 5, .bins = 5, .frame_stride = 2},
      {.in = wide, .out = wide, .frames = 5, .bins = 5, .bin_stride = 2, .frame_dilation = 2},
      {.in = wide, .out = 1}};
  for (const Shape& shape : shared)
    shared_.push_back(add("shared" + std::to_string(shared_.size()), shape));
}

std::vector<Judgement> Discriminators::judge(const torch::Tensor& sound) {
  std::vector<Judgement> judgements;
  const auto judge = [&](torch::Tensor x, std::vector<NormedConv> layers) {
    Judgement judgement;
    for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
      x = torch::leaky_relu(layers[i](x), kSlope);
      judgement.features.push_back(x);
    }
    judgement.scores = layers.back()(x);
    judgements.push_back(judgement);
  };
  for (std::size_t i = 0; i < spectra_.size(); ++i)
    judge(spectrum(sound, kSizes[i], 0, kSizes[i] / 2), spectra_[i]);
  for (std::size_t i = 0; i < octaves_.size(); ++i) {
    std::vector<NormedConv> layers{octaves_[i]};
    layers.insert(layers.end(), shared_.begin(), shared_.end());
    judge(spectrum(sound, kOctaveSizes[i], kOctaveBins, kOctaveBins), layers);
  }
  return judgements;
}

}  // namespace hemiola::training
