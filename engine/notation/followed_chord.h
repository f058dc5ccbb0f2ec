// The chord that sounds, by name, frame after frame.
#pragma once

#include <array>

#include "notation/chord_reading.h"

namespace hemiola::notation {

// For one thread.
class FollowedChord {
 public:
  // Takes the pitch classes of a frame (see name_chord), smoothed over a quarter of a second. True
  // if the chord has another name now: one that has lasted for a tenth of a second.
  bool follow(const std::array<float, 12>& chroma, double frame_seconds);
  // The name may be empty: none.
  const NamedChord& chord() const { return chord_; }

 private:
  std::array<float, 12> smooth_{};
  NamedChord chord_, next_;
  double next_seconds_ = 0;
};

}  // namespace hemiola::notation
