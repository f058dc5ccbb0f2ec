// HemiolaRotate, HemiolaFreeze and HemiolaBlend: latents to latents inside the graph.
#pragma once

#include "SC_PlugIn.hpp"
#include "ipc/layout.h"
#include "patchbay/recent_hit.h"

namespace hemiola::plugin {

inline constexpr int kMaxChannels = ipc::kMaxLatents;

// Inputs: semitones, channels a place, harmony.
class Rotate : public SCUnit {
 public:
  Rotate();

 private:
  void next(int);  // [audio thread] Wait-free.
  float harmony_[kMaxChannels];
  float rotated_[kMaxChannels];
};

// Inputs: hold, at, latents. While hold is above 0, the outputs stay: at the values that they had
// when it rose, or at those of a rhythm's strongest hit before it, as at, a patchbay::FreezeAt,
// says. SynthDefs that were written before there was that input have none: they hold as it was
// then.
class Freeze : public SCUnit {
 public:
  Freeze();

 private:
  void next(int);  // [audio thread] Wait-free.
  void let_through() noexcept;
  void remember() noexcept;

  int first_;  // input of the latents
  bool holding_ = false;
  bool is_rhythm_ = false;
  float latents_[kMaxChannels];  // of the block before
  float held_[kMaxChannels];
  patchbay::RecentHit recent_;
};

// Inputs: weight, a, b.
class Blend : public SCUnit {
 public:
  Blend();

 private:
  void next(int);  // [audio thread] Wait-free.
  float a_[kMaxChannels];
  float b_[kMaxChannels];
  float mixed_[kMaxChannels];
};

}  // namespace hemiola::plugin
