// How much arithmetic a frame of a model is, to compare times with what a machine can do.
#pragma once

#include "model/config.h"

namespace hemiola::model {

struct MultiplyAdds {
  double encode = 0, decode = 0;  // a frame of one voice
};

// Of what Model::encode and decode run: posterior means only. The pitch preset's; throws
// std::invalid_argument for the other.
MultiplyAdds multiply_adds(const Config& config);

}  // namespace hemiola::model
