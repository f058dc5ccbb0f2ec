// The inside of a Model, for this room and the trainer.
#pragma once

#include "model/model.h"
#include "model/network.h"

namespace hemiola::model {

struct Model::Nets {
  Config config;
  torch::Device device{torch::kCPU};
  std::shared_ptr<Network> network;
};

torch::Device choose_device(const std::string& name);

}  // namespace hemiola::model
