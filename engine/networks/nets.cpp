// A model's networks in LibTorch, to train them or to play on a GPU.
#include "networks/nets.h"

#include <stdexcept>

namespace hemiola::networks {
namespace {

using modelfile::Tensors;

// All of a model's tensors that LibTorch computes with, by their names in a model file.
torch::OrderedDict<std::string, torch::Tensor> tensors_of(const Nets& nets) {
  auto all = nets.network->named_parameters();
  all.insert("harmony_scale", nets.harmony_scale);
  all.insert("rhythm_scale", nets.rhythm_scale);
  if (nets.sound)
    for (const auto& parameter : nets.sound->named_parameters())
      all.insert("sound." + parameter.key(), parameter.value());
  return all;
}

}  // namespace

torch::Tensor to_torch(const modelfile::Tensor& tensor) {
  return torch::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape, torch::kFloat32)
      .clone();
}

modelfile::Tensor from_torch(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  return {plain.sizes().vec(), {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()}};
}

Nets::Nets(const Config& model_config, const Tensors& tensors, const std::string& device_name)
    : config(model_config), device(device_name) {
  network = make_network(config);
  network->to(device);
  harmony_scale = torch::ones({config.channels_per_place}, device);
  rhythm_scale = torch::ones({config.rhythm}, device);
  if (config.sound.width > 0) {
    sound = std::make_shared<SoundNetwork>(config);
    sound->to(device);
  }
  const torch::NoGradGuard guard;
  for (auto& item : tensors_of(*this)) {
    const auto stored = tensors.find(item.key());
    if (stored == tensors.end() || item.value().sizes().vec() != stored->second.shape)
      throw std::runtime_error("tensor " + item.key() + " does not fit its configuration");
    torch::Tensor to = item.value();
    to.copy_(to_torch(stored->second));
  }
}

void Nets::store(model::Model& model) const {
  Tensors tensors = model.tensors();
  for (const auto& item : tensors_of(*this)) tensors[item.key()] = from_torch(item.value());
  model.set(config, std::move(tensors));
}

}  // namespace hemiola::networks
