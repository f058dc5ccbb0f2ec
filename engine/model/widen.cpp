// Model::widened: more channels, and at first the same output.
#include <algorithm>

#include "model/nets.h"

namespace hemiola::model {
namespace {

// The corner of a larger tensor that has the size of the smaller one.
torch::Tensor corner(torch::Tensor large, const torch::Tensor& small) {
  for (int64_t axis = 0; axis < small.dim(); ++axis) large = large.slice(axis, 0, small.size(axis));
  return large;
}

}  // namespace

std::shared_ptr<Model> Model::widened(int width, int decoder_width, std::uint64_t seed) const {
  Config config = nets_->config;
  config.width = std::max(config.width, width);
  config.decoder_width = std::max(config.decoder_width, decoder_width);
  auto wide = create(config, seed, nets_->device.str());
  const torch::NoGradGuard guard;
  const auto old_tensors = nets_->tensors();
  for (auto& item : wide->nets_->tensors()) {
    torch::Tensor tensor = item.value();
    const torch::Tensor& old = old_tensors[item.key()];
    // No old channel reads a new one.
    if (tensor.dim() > 1 && tensor.sizes() != old.sizes()) tensor.slice(0, 0, old.size(0)).zero_();
    corner(tensor, old).copy_(old);
  }
  return wide;
}

}  // namespace hemiola::model
