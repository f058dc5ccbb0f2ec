// The network that folds octaves into pitch classes, and the dense network.
#include "evaluation/predictor_nets.h"

namespace hemiola::evaluation {
namespace {

namespace nn = torch::nn;

constexpr int kFoldWidth = 12;   // channels along pitch
constexpr int kClassWidth = 32;  // channels per pitch class
constexpr int kDenseWidth = 64;
constexpr int kFrameKernel = 5;  // frames; with dilations 1, 2, 4 it reaches 14 frames to each side

torch::Tensor bend(const torch::Tensor& x) { return torch::leaky_relu(x, 0.1); }

nn::Conv2d conv(int in, int out, std::vector<int64_t> kernel, std::vector<int64_t> stride = {1, 1},
                std::vector<int64_t> dilation = {1, 1}) {
  const int64_t pad_frames = dilation[0] * (kernel[0] - 1) / 2;
  const int64_t pad_rows = dilation[1] * (kernel[1] - 1) / 2;
  return nn::Conv2d(nn::Conv2dOptions(in, out, {kernel[0], kernel[1]})
                        .stride({stride[0], stride[1]})
                        .padding({pad_frames, pad_rows})
                        .dilation({dilation[0], dilation[1]}));
}

// Residual convolutions along time only.
class OverTime : public nn::Module {
 public:
  explicit OverTime(int width) {
    for (const int dilation : {1, 2, 4})
      layers_.push_back(
          register_module("over" + std::to_string(dilation),
                          conv(width, width, {kFrameKernel, 1}, {1, 1}, {dilation, 1})));
  }
  torch::Tensor forward(torch::Tensor x) {
    for (auto& layer : layers_) x = x + bend(layer->forward(x));
    return x;
  }

 private:
  std::vector<nn::Conv2d> layers_;
};

class FoldingNet : public PredictorNet {
 public:
  explicit FoldingNet(const InputShape& shape) {
    const int s = shape.rows_per_semitone;
    in_ = register_module("in", conv(shape.channels, kFoldWidth, {1, 2 * s + 1}, {1, s}));
    near_ = register_module("near", conv(kFoldWidth, kFoldWidth, {1, 5}));
    octaves_ = register_module("octaves", conv(kFoldWidth, kFoldWidth, {1, 5}, {1, 1}, {1, 12}));
    classes_ = register_module("classes", round_conv(3 * kFoldWidth, kClassWidth));
    over_time_ = register_module("over_time", std::make_shared<OverTime>(kClassWidth));
    chords_ = register_module("chords", round_conv(kClassWidth, 2));
  }

  torch::Tensor forward(const torch::Tensor& input) override {
    torch::Tensor x = bend(in_->forward(input));
    x = x + bend(near_->forward(x));
    x = x + bend(octaves_->forward(x));
    x = over_time_->forward(bend(round_trip(*classes_, fold(x))));
    x = round_trip(*chords_, x);  // [batch][2][frames][12]
    return x.transpose(2, 3).flatten(1, 2);
  }

 private:
  static nn::Conv2d round_conv(int in, int out) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, {1, 12}));
  }
  // Convolution over all twelve pitch classes, which wrap around.
  static torch::Tensor round_trip(nn::Conv2dImpl& layer, const torch::Tensor& x) {
    return layer.forward(torch::cat({x, x.slice(3, 0, 11)}, 3));
  }
  // Mean and maximum over all octaves, and mean over the lowest three (the bass shows the root).
  static torch::Tensor fold(const torch::Tensor& x) {
    const int64_t rows = x.size(3), octaves = (rows + 11) / 12;
    const torch::Tensor padded = torch::constant_pad_nd(x, {0, 12 * octaves - rows});
    const torch::Tensor by_octave = padded.unflatten(3, {octaves, 12});
    const int64_t low = std::min<int64_t>(3, octaves);
    return torch::cat(
        {by_octave.mean(3), std::get<0>(by_octave.max(3)), by_octave.slice(3, 0, low).mean(3)}, 1);
  }

  nn::Conv2d in_{nullptr}, near_{nullptr}, octaves_{nullptr}, classes_{nullptr}, chords_{nullptr};
  std::shared_ptr<OverTime> over_time_;
};

class DenseNet : public PredictorNet {
 public:
  DenseNet(const InputShape& shape, int outputs) {
    int rows = shape.rows, width = shape.channels;
    for (const auto& [out, stride] : {std::pair{12, 3}, std::pair{24, 3}, std::pair{32, 2}}) {
      if (rows <= 12) break;
      thinning_.push_back(register_module(
          "thin" + std::to_string(thinning_.size()),
          conv(width, out, {thinning_.size() == 1 ? 3 : 1, 2 * stride + 1}, {1, stride})));
      rows = (rows - 1) / stride + 1;
      width = out;
    }
    all_rows_ =
        register_module("all_rows", nn::Conv2d(nn::Conv2dOptions(width, kDenseWidth, {1, rows})));
    over_time_ = register_module("over_time", std::make_shared<OverTime>(kDenseWidth));
    out_ = register_module("out", conv(kDenseWidth, outputs, {1, 1}));
  }

  torch::Tensor forward(const torch::Tensor& input) override {
    torch::Tensor x = input;
    for (auto& layer : thinning_) x = bend(layer->forward(x));
    x = over_time_->forward(bend(all_rows_->forward(x)));
    return out_->forward(x).squeeze(3);
  }

 private:
  std::vector<nn::Conv2d> thinning_;
  nn::Conv2d all_rows_{nullptr}, out_{nullptr};
  std::shared_ptr<OverTime> over_time_;
};

}  // namespace

std::shared_ptr<PredictorNet> make_folding_net(const InputShape& shape) {
  return std::make_shared<FoldingNet>(shape);
}

std::shared_ptr<PredictorNet> make_dense_net(const InputShape& shape, int outputs) {
  return std::make_shared<DenseNet>(shape, outputs);
}

}  // namespace hemiola::evaluation
