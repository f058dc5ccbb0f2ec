// Overlap-add of windowed frames, also if the hop does not divide the window.
#pragma once

#include <memory>
#include <vector>

#include "features/synthesis_frame.h"

namespace hemiola::features {

// Shared by all voices.
struct OverlapTables {
  explicit OverlapTables(const SynthesisFrame& frame);
  SynthesisFrame frame;
  std::vector<float> window;   // [window] / transform size, as the inverse does not divide by it
  std::vector<float> gain;     // [hop] 1 / sum of all frames' squared windows
  std::vector<float> preview;  // [window] the same without later frames, times the window
};

// Frames are centred on time zero: their first half is at the end of the transform's samples.
class OverlapAdd {
 public:
  explicit OverlapAdd(std::shared_ptr<const OverlapTables> tables);
  void reset() noexcept;
  // Replaces an inverse-transformed frame by the windowed sound that results if it is added now.
  void preview(float* frame /*[transform]*/) const noexcept;
  void add(const float* frame /*[transform]*/) noexcept;
  // Adds the oldest hop, which is complete, to samples and drops it.
  void add_hop(float* samples /*[hop]*/) noexcept;
  // Adds the next hop, estimated from the frames so far, at its full level; drops nothing.
  void add_tail(float* samples /*[hop]*/) const noexcept;

 private:
  std::shared_ptr<const OverlapTables> tables_;
  std::vector<float> sum_;  // [window] from the oldest unfinished sample on
};

}  // namespace hemiola::features
