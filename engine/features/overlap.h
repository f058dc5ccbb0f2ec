// Windowed frames added up to a sound, whether or not the hop divides the window.
#pragma once

#include <memory>
#include <vector>

#include "features/synthesis_frame.h"

namespace hemiola::features {

// Shared by all voices.
struct OverlapTables {
  explicit OverlapTables(const SynthesisFrame& frame);
  SynthesisFrame frame;
  std::vector<float> window;   // [window] over the transform's size, which its inverse leaves out
  std::vector<float> gain;     // [hop] one over what all frames' squared windows add up to
  std::vector<float> preview;  // [window] the same with no frame after this one, times the window
};

// Frames lie around time zero: their past half is at the end of the transform's samples.
class OverlapAdd {
 public:
  explicit OverlapAdd(std::shared_ptr<const OverlapTables> tables);
  void reset() noexcept;
  // Turns a frame, as the transform's inverse gives it, into what its window would see of the sound
  // if it were added now.
  void preview(float* frame /*[transform]*/) const noexcept;
  void add(const float* frame /*[transform]*/) noexcept;
  // Adds the oldest hop, which no later frame reaches, to samples, and drops it.
  void add_hop(float* samples /*[hop]*/) noexcept;
  // Adds the hop that would follow, as loud as it would be, by the frames so far; drops nothing.
  void add_tail(float* samples /*[hop]*/) const noexcept;

 private:
  std::shared_ptr<const OverlapTables> tables_;
  std::vector<float> sum_;  // [window] from the oldest unfinished sample on
};

}  // namespace hemiola::features
