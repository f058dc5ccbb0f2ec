// Familiar degradations as references for a measure: low-passes, and Opus at several bit rates.
#pragma once

#include <array>
#include <functional>
#include <vector>

namespace hemiola::baselines {

struct Anchor {
  const char* name;
  std::function<std::vector<float>(const std::vector<float>& samples, double sample_rate)> sound;
};
constexpr int kAnchors = 5;
// Low-passed at 3.5 and 7 kHz; Opus at 16, 24 and 32 kb/s.
const std::array<Anchor, kAnchors>& anchors();

}  // namespace hemiola::baselines
