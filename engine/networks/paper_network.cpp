// The published network (Wu, DAFx-23): 2-D convolutions over a mel spectrogram, not causal.
#include <cmath>

#include "networks/causal_conv.h"

namespace hemiola::networks {

using namespace modelfile;

namespace {

namespace nn = torch::nn;
constexpr int kLatent = 64;  // channels of each latent, per row
constexpr int kRows = 2;

// Convolution with weight normalisation (separate direction and length) and reflection padding.
class NormConvImpl : public nn::Module {
 public:
  NormConvImpl(int in, int out, int frames, int rows, int row_stride = 1, bool transposed = false)
      : row_stride_(row_stride), transposed_(transposed) {
    const int first = transposed ? in : out, second = transposed ? out : in;
    torch::Tensor v =
        torch::randn({first, second, frames, rows}) /
        std::sqrt(static_cast<double>(in) * frames * rows / (transposed ? row_stride : 1));
    direction_ = register_parameter("direction", v);
    length_ = register_parameter("length", v.norm(2, {1, 2, 3}, true).detach().clone());
    bias_ = register_parameter("bias", torch::zeros({out}));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor weight = direction_ * (length_ / direction_.norm(2, {1, 2, 3}, true));
    const int64_t frames = direction_.size(2);
    if (transposed_) {
      const int64_t stride[] = {1, row_stride_}, padding[] = {(frames - 1) / 2, 0};
      return at::conv_transpose2d(x, weight, bias_, stride, padding);
    }
    torch::Tensor padded = x;
    const int64_t row_pad = row_stride_ == 1 ? (direction_.size(3) - 1) / 2 : 0;
    const int64_t frame_pad = (frames - 1) / 2;
    if (row_pad + frame_pad > 0)
      padded = torch::nn::functional::pad(
          x, nn::functional::PadFuncOptions({row_pad, row_pad, frame_pad, frame_pad})
                 .mode(torch::kReflect));
    const int64_t stride[] = {1, row_stride_};
    return at::conv2d(padded, weight, bias_, stride);
  }

 private:
  int row_stride_;
  bool transposed_;
  torch::Tensor direction_, length_, bias_;
};
TORCH_MODULE(NormConv);

class PaperResidualImpl : public nn::Module {
 public:
  explicit PaperResidualImpl(int width)
      : first_(register_module("first", NormConv(width, width, 3, 3))),
        second_(register_module("second", NormConv(width, width, 3, 3))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return x + second_->forward(activate(first_->forward(activate(x))));
  }

 private:
  NormConv first_, second_;
};
TORCH_MODULE(PaperResidual);

class Branch : public nn::Module {
 public:
  Branch()
      : first_(register_module("first", PaperResidual(2 * kLatent))),
        second_(register_module("second", PaperResidual(2 * kLatent))),
        out_(register_module("out", NormConv(2 * kLatent, 2 * kLatent, 1, 1))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return out_->forward(activate(second_->forward(first_->forward(x))));
  }

 private:
  PaperResidual first_, second_;
  NormConv out_;
};

class PaperNetwork : public Network {
 public:
  PaperNetwork() {
    in_ = register_module("in", NormConv(1, 32, 3, 3));
    for (int i = 0, width = 32; i < 3; ++i, width *= 2) {
      const std::string n = std::to_string(i);
      widen_.push_back(register_module("widen" + n, NormConv(width, 2 * width, 3, 3)));
      stride_.push_back(register_module("stride" + n, NormConv(2 * width, 2 * width, 3, 4, 4)));
      down_.push_back(register_module("down" + n, PaperResidual(2 * width)));
    }
    trunk_out_ = register_module("trunk_out", NormConv(256, 2 * kLatent, 1, 1));
    harmony_ = register_module("harmony", std::make_shared<Branch>());
    rhythm_ = register_module("rhythm", std::make_shared<Branch>());
    decoder_in_ = register_module("decoder_in", NormConv(2 * kLatent, 256, 1, 1));
    for (int i = 0, width = 256; i < 3; ++i, width /= 2) {
      const std::string n = std::to_string(i);
      up_.push_back(register_module("up" + n, PaperResidual(width)));
      unstride_.push_back(register_module("unstride" + n, NormConv(width, width, 3, 4, 4, true)));
      narrow_.push_back(register_module("narrow" + n, NormConv(width, width / 2, 3, 3)));
    }
    out_ = register_module("out", NormConv(32, 1, 3, 3));
  }

  Posterior encode(const torch::Tensor&, const torch::Tensor& log_bands, Past&) override {
    torch::Tensor x = in_->forward(normalise(log_bands).unsqueeze(1));
    for (std::size_t i = 0; i < widen_.size(); ++i)
      x = down_[i]->forward(stride_[i]->forward(activate(widen_[i]->forward(activate(x)))));
    x = trunk_out_->forward(activate(x));
    // [voices][128][frames][2] to mean and deviation [voices][frames][64][2]: channels are places
    auto split = [](const torch::Tensor& y) {
      return std::pair{
          y.slice(1, 0, kLatent).permute({0, 2, 1, 3}).to(torch::kFloat32),
          torch::softplus(y.slice(1, kLatent).permute({0, 2, 1, 3}).to(torch::kFloat32)) + 1e-3};
    };
    const auto [hm, hd] = split(harmony_->forward(x));
    const auto [rm, rd] = split(rhythm_->forward(x));
    return {hm.contiguous(), hd.contiguous(), rm.flatten(2), rd.flatten(2), {}};
  }

  torch::Tensor decode(const torch::Tensor& harmony, const torch::Tensor& rhythm, Past&) override {
    const torch::Tensor h = harmony.permute({0, 2, 1, 3});
    const torch::Tensor r =
        rhythm.view({rhythm.size(0), rhythm.size(1), kLatent, kRows}).permute({0, 2, 1, 3});
    torch::Tensor x = decoder_in_->forward(torch::cat({h, r}, 1));
    for (std::size_t i = 0; i < up_.size(); ++i)
      x = narrow_[i]->forward(activate(unstride_[i]->forward(activate(up_[i]->forward(x)))));
    return denormalise(out_->forward(activate(x)).squeeze(1).to(torch::kFloat32));
  }

 private:
  NormConv in_{nullptr}, trunk_out_{nullptr}, decoder_in_{nullptr}, out_{nullptr};
  std::vector<NormConv> widen_, stride_, unstride_, narrow_;
  std::vector<PaperResidual> down_, up_;
  std::shared_ptr<Branch> harmony_, rhythm_;
};

}  // namespace

std::shared_ptr<Network> make_paper_network(const Config&) {
  return std::make_shared<PaperNetwork>();
}

}  // namespace hemiola::networks
