// The streaming past of one voice, on the model's device.
#pragma once

#include "model/network.h"

namespace hemiola::model {

class StreamState {
 public:
  Past past;
};

}  // namespace hemiola::model
