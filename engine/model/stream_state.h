// Streaming state of one voice: LibTorch tensors or buffers of the inference network.
#pragma once

#include "inference/network.h"
#include "modelfile/level.h"
#include "networks/network.h"

namespace hemiola::model {

class StreamState {
 public:
  networks::Past past;
  inference::Past cpu_past;
  modelfile::LevelCorrection level;
};

}  // namespace hemiola::model
