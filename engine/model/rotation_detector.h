// Harmony that jumps to another pitch, as a rotation by somebody's hand does.
#pragma once

#include <span>
#include <vector>

namespace hemiola::model {

// By how many places harmony, [places][channels], has been rotated from one frame to the next,
// where a rotation explains what changed; 0 where little did, or something else.
int detect_rotation(std::span<const float> before, std::span<const float> after, int channels);
// The same, from the frame that before holds; before holds this one afterwards.
int track_rotation(std::vector<float>& before, std::span<const float> now, int channels);

}  // namespace hemiola::model
