// Detects harmony that jumps to another pitch, as with a rotation control.
#pragma once

#include <span>
#include <vector>

namespace hemiola::inference {

// Number of places by which harmony, [places][channels], was rotated from one frame to the next;
// 0 if little changed or a rotation does not explain the change.
int detect_rotation(std::span<const float> before, std::span<const float> after, int channels);
// The same; before holds the previous frame and is replaced by now.
int track_rotation(std::vector<float>& before, std::span<const float> now, int channels);

}  // namespace hemiola::inference
