// HemiolaRotate, HemiolaFreeze and HemiolaBlend: operations on latents in the synth graph.
#pragma once

#include "SC_PlugIn.hpp"
#include "ipc/layout.h"
#include "patchbay/recent_hit.h"

namespace hemiola::plugin {

inline constexpr int kMaxChannels = ipc::kMaxLatents;

// Inputs: semitones, channels per place, harmony. Output: rotated harmony; see patchbay::rotate.
class Rotate : public SCUnit {
 public:
  Rotate();

 private:
  void next(int);  // [audio thread] Wait-free.
  float harmony_[kMaxChannels];
  float rotated_[kMaxChannels];
};

// Inputs: hold, at, latents. While hold is above 0, the outputs keep their values: those at the
// moment when hold rose, or those at the rhythm's strongest recent hit, depending on `at` (a
// patchbay::FreezeAt). SynthDefs from before `at` existed hold the current values.
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
  float latents_[kMaxChannels];  // of the previous block
  float held_[kMaxChannels];
  patchbay::RecentHit recent_;
};

// Inputs: weight (0 to 1), a, b. Output: a mix of latents a and b; see patchbay::blend.
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
