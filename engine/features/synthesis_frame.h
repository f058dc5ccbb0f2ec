// Frame of the synthesis: Hann window, transformed around its centre.
#pragma once

namespace hemiola::features {

struct SynthesisFrame {
  int window;     // samples, even
  int transform;  // samples, even, not shorter than the window
  int hop;        // samples
  double sample_rate;

  int bins() const noexcept { return transform / 2 + 1; }
  double hz_per_bin() const noexcept { return sample_rate / transform; }
};

}  // namespace hemiola::features
