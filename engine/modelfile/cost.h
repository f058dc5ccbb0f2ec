// Multiply-adds per frame, to compare measured times with the peak rate of a machine.
#pragma once

#include "modelfile/config.h"

namespace hemiola::modelfile {

struct MultiplyAdds {
  double encode = 0, decode = 0;  // per frame and voice
};

// Counts Model::encode and decode (posterior means only) of the pitch preset. Throws
// std::invalid_argument for the paper preset.
MultiplyAdds multiply_adds(const Config& config);

}  // namespace hemiola::modelfile
