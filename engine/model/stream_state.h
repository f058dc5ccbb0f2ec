// Streaming state of one voice: what a player keeps of its past, and its level.
#pragma once

#include "modelfile/level.h"

namespace hemiola::model {

class StreamState {
 public:
  virtual ~StreamState() = default;
  virtual void forget() = 0;  // the past; the level is the model's

  modelfile::LevelCorrection level;
};

}  // namespace hemiola::model
