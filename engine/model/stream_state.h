// Streaming state of one voice: LibTorch tensors or buffers of the inference network.
#pragma once

#include "model/inference_network.h"
#include "model/level.h"
#include "model/network.h"

namespace hemiola::model {

class StreamState {
 public:
  Past past;
  InferencePast inference;
  LevelCorrection level;
};

}  // namespace hemiola::model
