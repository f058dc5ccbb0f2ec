// HemiolaRotate, HemiolaFreeze and HemiolaBlend: latents to latents inside the graph.
#pragma once

#include "SC_PlugIn.hpp"
#include "ipc/layout.h"

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

// Inputs: hold, latents. While hold is above 0, the outputs keep the values they had.
class Freeze : public SCUnit {
 public:
  Freeze();

 private:
  void next(int);  // [audio thread] Wait-free.
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
