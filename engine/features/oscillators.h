// Adds tones to a spectrum, each as the lobe of a windowed sine.
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
  // [real-time] Clears the spectrum, then adds the tones. First sets the phase of new tones, which
  // continues that of past, the last frame's spectrum; arbitrary if there was no sound.
  void paint(std::vector<Tone>& tones, const std::vector<std::complex<float>>& past,
             AlignedBuffer<std::complex<float>>& spectrum) const noexcept;

 private:
  void paint_side(float centre, std::complex<float> height,
                  AlignedBuffer<std::complex<float>>& spectrum) const noexcept;

  SynthesisFrame frame_;
  std::vector<float> lobe_;  // the window's transform, from its centre on
};

}  // namespace hemiola::features
