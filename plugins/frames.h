// HemiolaFrames: counts the frames that go by, in the very blocks in which latents change.
#pragma once

#include "host.h"

namespace hemiola::plugin {

// Inputs: step, length (missing in SynthDefs that were written before there was one). Output: a sum
// that starts at 0 and grows by step with each frame, and begins again at 0 after length, if above
// 0.
class Frames : public SCUnit {
 public:
  Frames();

 private:
  void next(int);  // [audio thread] Wait-free.

  const Attachment* attachment_ = nullptr;  // only compared
  std::uint32_t serial_ = 0;
  std::int64_t shown_ = 0;
  double sum_ = 0;
};

}  // namespace hemiola::plugin
