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

// The sound through an all-pass: below 800 Hz, parts 25 Hz apart are delayed by independent random
// times of 20 ms rms, above it nothing changes. A ceiling for onset curves of sounds that are made
// without the source's phases, as from log bands: partials that are closer than a short window
// resolves beat differently.
std::vector<float> with_other_low_phases(const std::vector<float>& samples, double sample_rate);

}  // namespace hemiola::baselines
