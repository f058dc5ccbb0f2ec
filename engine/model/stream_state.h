// The streaming past of one voice: as tensors on the model's device, or of the frozen network.
#pragma once

#include "model/frozen_network.h"
#include "model/level.h"
#include "model/network.h"

namespace hemiola::model {

class StreamState {
 public:
  Past past;
  FrozenPast frozen;
  LevelKeeper level;
};

}  // namespace hemiola::model
