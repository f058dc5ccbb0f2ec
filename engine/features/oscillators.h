// Tones painted into a spectrum: each as the lobe that a windowed sine has there.
#pragma once

#include <complex>
#include <vector>

#include "features/synthesis_frame.h"
#include "features/tones.h"
#include "features/transform.h"

namespace hemiola::features {

// Shared by all voices.
class Oscillators {
 public:
  explicit Oscillators(const SynthesisFrame& frame);
  // [real-time] Clears the spectrum, then adds the tones. A tone that is new gets its phase first:
  // that with which the sound of the frame before, whose spectrum is given, goes on; anybody's
  // where there was none.
  void paint(std::vector<Tone>& tones, const std::vector<std::complex<float>>& past,
             AlignedBuffer<std::complex<float>>& spectrum) const noexcept;

 private:
  void paint_side(float centre, std::complex<float> height,
                  AlignedBuffer<std::complex<float>>& spectrum) const noexcept;

  SynthesisFrame frame_;
  std::vector<float> lobe_;  // the window's transform from its centre on
};

}  // namespace hemiola::features
