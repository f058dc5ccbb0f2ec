// Tones as parts of a spectrum, each the lobe of a windowed sine.
#pragma once

#include <array>
#include <complex>
#include <vector>

#include "features/synthesis_frame.h"
#include "features/tones.h"

namespace hemiola::features {

// The part of a spectrum around the frequency of one tone, or around its negative frequency.
struct Lobe {
  static constexpr int kMaxBins = 16;
  float position = 0;  // of the tone, in bands
  int first = 0, count = 0;
  std::array<std::complex<float>, kMaxBins> bins;
};

// Shared by all voices.
class Oscillators {
 public:
  explicit Oscillators(const SynthesisFrame& frame);
  // [real-time] Sets the phase of new tones, which continues that of past, the last frame's
  // spectrum; arbitrary if there was no sound. Writes the lobes of all tones, at most two of each:
  // no allocation if there is room for them.
  void lobes_of(std::vector<Tone>& tones, const std::vector<std::complex<float>>& past /*[bins]*/,
                std::vector<Lobe>& lobes) const;

 private:
  void add_side(const Tone& tone, float centre, std::complex<float> height,
                std::vector<Lobe>& lobes) const;

  SynthesisFrame frame_;
  std::vector<float> lobe_;  // the window's transform, from its centre on
};

}  // namespace hemiola::features
