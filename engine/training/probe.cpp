// A small listener that tries to tell the hits of the drums from harmony, so that harmony learns to
// keep them to itself.
#include "training/probe.h"

namespace hemiola::training {
namespace {

constexpr int kWidth = 96;
constexpr int kPractice = 4;  // lessons from one batch
constexpr double kGradientClip = 5;
constexpr int kKernel = 7;                // frames
constexpr int kFar = 2;                   // dilation of the second: 9 frames to each side in all
constexpr double kUsualVariance = 0.017;  // of hits in the practice corpus: a batch's own would
                                          // make batches with few of them count the most
constexpr double kSmallestSpread = 1e-4;  // not to divide by 0

}  // namespace

ProbeImpl::ProbeImpl(const model::Config& config) {
  namespace nn = torch::nn;
  const auto conv = [&](const char* name, int in, int out, int kernel, int dilation = 1) {
    return register_module(name, nn::Conv1d(nn::Conv1dOptions(in, out, kernel)
                                                .dilation(dilation)
                                                .padding(dilation * (kernel - 1) / 2)));
  };
  in_ = conv("first", config.places * config.channels_a_place, kWidth, 1);
  near_ = conv("near", kWidth, kWidth, kKernel);
  far_ = conv("far", kWidth, kWidth, kKernel, kFar);
  out_ = conv("last", kWidth, kHitRanges, 1);
}

torch::Tensor ProbeImpl::learn(const torch::Tensor& harmony, const torch::Tensor& hits) {
  return explained(harmony.detach(), hits, true);
}

torch::Tensor ProbeImpl::listen(const torch::Tensor& harmony, const torch::Tensor& hits) const {
  return explained(harmony, hits, false);
}

torch::Tensor ProbeImpl::explained(const torch::Tensor& harmony, const torch::Tensor& hits,
                                   bool learning) const {
  const auto run = [learning](const torch::nn::Conv1d& layer, const torch::Tensor& x) {
    const auto& o = layer->options;
    const auto own = [learning](const torch::Tensor& w) { return learning ? w : w.detach(); };
    const int64_t padding = o.dilation()->at(0) * (o.kernel_size()->at(0) - 1) / 2;
    return at::conv1d(x, own(layer->weight), own(layer->bias), 1, padding, *o.dilation());
  };
  // Harmony can't hide by becoming small.
  const torch::Tensor spread = harmony.detach().std({0, 1, 2}, true, true) + kSmallestSpread;
  torch::Tensor x = torch::leaky_relu(run(in_, (harmony / spread).flatten(2).transpose(1, 2)), 0.1);
  x = x + torch::leaky_relu(run(near_, x), 0.1);
  x = x + torch::leaky_relu(run(far_, x), 0.1);
  const torch::Tensor guess = run(out_, x).transpose(1, 2).to(torch::kFloat32);
  const torch::Tensor missed = (guess - hits).square().mean();
  const torch::Tensor all = (hits - hits.mean(at::IntArrayRef({0, 1}), true)).square().mean();
  return (all - missed) / kUsualVariance;
}

Eavesdropper::Eavesdropper(const model::Config& config, const torch::Device& device)
    : probe_(config), optimizer_(probe_->parameters(), torch::optim::AdamWOptions()) {
  probe_->to(device);
}

double Eavesdropper::practise(const torch::Tensor& harmony, const torch::Tensor& hits,
                              double learning_rate) {
  double before = 0;
  for (auto& group : optimizer_.param_groups()) group.options().set_lr(learning_rate);
  for (int i = 0; i < kPractice; ++i) {
    const torch::Tensor told = probe_->learn(harmony, hits);
    if (i == 0) before = told.item<double>();
    optimizer_.zero_grad();
    (-told).backward();
    torch::nn::utils::clip_grad_norm_(probe_->parameters(), kGradientClip);
    optimizer_.step();
  }
  return before;
}

void Eavesdropper::save(const std::filesystem::path& folder) {
  torch::save(probe_, (folder / "probe.pt").string());
  torch::save(optimizer_, (folder / "probe_optimizer.pt").string());
}

void Eavesdropper::load(const std::filesystem::path& folder) {
  torch::load(probe_, (folder / "probe.pt").string());
  torch::load(optimizer_, (folder / "probe_optimizer.pt").string());
}

}  // namespace hemiola::training
