// HemiolaFrames: counts frames, in exactly the blocks in which latents change.
#pragma once

#include "host.h"

namespace hemiola::plugin {

// Inputs: step; length (missing in SynthDefs from before it existed). Output: a sum that starts at
// 0, grows by step with each frame, and wraps to 0 at length if length is above 0.
class Frames : public SCUnit {
 public:
  Frames();

 private:
  void next(int);  // [audio thread] Wait-free.

  const Attachment* attachment_ = nullptr;  // only compared, never dereferenced
  std::uint32_t serial_ = 0;
  std::int64_t shown_ = 0;
  double sum_ = 0;
};

}  // namespace hemiola::plugin
