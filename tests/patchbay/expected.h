// What the patch bay's functions make of latents with two channels per place, to compare with.
#pragma once

#include <vector>

#include "patchbay/latent.h"

namespace hemiola::tests {

inline std::vector<float> turned(const std::vector<float>& harmony, float semitones) {
  std::vector<float> out(harmony.size());
  patchbay::rotate(harmony, 2, semitones, out);
  return out;
}

inline std::vector<float> mixed(const std::vector<float>& a, const std::vector<float>& b,
                                float weight) {
  std::vector<float> out(a.size());
  patchbay::blend(a, b, weight, out);
  return out;
}

}  // namespace hemiola::tests
