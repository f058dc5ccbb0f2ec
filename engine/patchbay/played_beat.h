// Struck drums in the place of a voice's own rhythm.
#pragma once

#include <span>
#include <vector>

#include "patchbay/beat_map.h"
#include "patchbay/linear_ramp.h"

namespace hemiola::patchbay {

// From the first hit until it is ended, the rhythm of the hits takes the place of what enters. For
// one thread. All but the constructors are wait-free.
class PlayedBeat {
 public:
  PlayedBeat() = default;  // of no channels
  explicit PlayedBeat(int rhythm);

  // False if there is no such kind or velocity (of 127) is not finite; 0 does nothing.
  bool strike(int kind, float velocity) noexcept;
  void end() noexcept;
  // Ends without a glide.
  void reset() noexcept;
  // Plays on, in another model, if another one plays.
  void follow(const PlayedBeat& other) noexcept;
  // The next frame begins a new sound: nothing glides into it.
  void forget_sound() noexcept { sounded_ = false; }

  // One frame, of this length. rhythm: what enters, overwritten by what sounds. Beginning is at
  // once, ending takes `glide` frames.
  void process(const BeatMapView& map, float frame_seconds, int glide,
               std::span<float> rhythm) noexcept;

 private:
  RecentHits hits_;
  bool plays_ = false, ended_ = false, sounded_ = false;
  LinearRamp release_{1};
  std::vector<float> last_;  // [rhythm]
};

}  // namespace hemiola::patchbay
