// Spectrum of the attacks within a frame, with phases that put them at their times.
#pragma once

#include <complex>
#include <vector>

#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

// One voice. An impulse has the window's magnitude at its time, so two frames give the time. For
// steady sound they don't, so it is left out.
class AttackPhase {
 public:
  explicit AttackPhase(const SynthesisFrame& frame);
  void reset() noexcept;
  // [real-time] Once per frame. Does not allocate.
  void paint(const std::vector<float>& magnitudes /*[bins]*/,
             AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;

 private:
  void add_up(const std::vector<float>& magnitudes) noexcept;

  int reach_;  // bins on either side that are evaluated together
  float hop_cosine_, per_hop_sine_, turns_per_bin_, fade_;
  // [bins + 1] Energy below each bin; doubles, as small differences matter above loud bins.
  std::vector<double> sums_, past_sums_;
  std::vector<float> attack_;  // [bins] 2 at an attack, then falling to 0; above 1 counts as 1
};

}  // namespace hemiola::features
