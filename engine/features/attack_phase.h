// Attacks within a frame, as a spectrum whose phases put them where they begin.
#pragma once

#include <complex>
#include <vector>

#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

// One voice. Two frames tell the time of an impulse: it has the window's magnitude there in each.
// Of a steady sound they tell nothing, and nothing of it is painted.
class AttackPhase {
 public:
  explicit AttackPhase(const SynthesisFrame& frame);
  void reset() noexcept;
  // [real-time] Once a frame. Does not allocate.
  void paint(const std::vector<float>& magnitudes /*[bins]*/,
             AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;

 private:
  void add_up(const std::vector<float>& magnitudes) noexcept;

  int reach_;  // bins to either side that are heard together
  float hop_cosine_, per_hop_sine_, turn_a_bin_, fade_;
  // [bins + 1] Energy below each bin; differences of what is loud far below must still tell.
  std::vector<double> sums_, past_sums_;
  std::vector<float> attack_;  // [bins] from 2 after an attack down to 0, 1 and more is all of it
};

}  // namespace hemiola::features
