// Spectrum of the attacks within a frame, with phases that put them at their times.
#pragma once

#include <complex>
#include <vector>

#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

// One voice. An impulse has the analysis window's magnitude at its time, so two frames give the
// time. For steady sound they don't, so it is left out.
class AttackPhase {
 public:
  // analysis_window: in samples, twice the falling half, where an attack enters. The frame may be
  // shorter: what lies outside of it is left out.
  AttackPhase(const SynthesisFrame& frame, int analysis_window);
  void reset() noexcept;
  // [real-time] Once per frame. Does not allocate.
  void paint(const std::vector<float>& magnitudes /*[bins]*/,
             AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;

 private:
  void add_up(const std::vector<float>& magnitudes) noexcept;

  float share_of_frame(float angle) const noexcept;

  int reach_;  // bins on either side that are evaluated together
  float hop_cosine_, per_hop_sine_, turns_per_bin_, fade_;
  float longer_;  // analysis window / frame
  // [bins + 1] Energy below each bin; doubles, as small differences matter above loud bins.
  std::vector<double> sums_, past_sums_;
  std::vector<float> attack_;  // [bins] 2 at an attack, then falling to 0; above 1 counts as 1
};

}  // namespace hemiola::features
