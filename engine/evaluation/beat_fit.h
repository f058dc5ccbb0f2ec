// Fits the map from hits to rhythm: the equations, clip by clip.
#pragma once

#include <memory>
#include <span>

#include "evaluation/labels.h"
#include "measures/onsets.h"
#include "patchbay/beat_map.h"

namespace hemiola::evaluation {

class BeatFit {
 public:
  explicit BeatFit(int rhythm);
  ~BeatFit();

  // rhythm: [frames][channels] of a clip's drums. What clips without hits give is silence.
  void add(const Labels& labels, std::span<const float> rhythm, const measures::FrameClock& clock);
  patchbay::BeatMap solve() const;

 private:
  void add_silence(std::span<const float> rhythm);
  struct Sums;
  std::unique_ptr<Sums> sums_;
};

// The share of the variance of rhythm, each channel's mean aside, that a map explains.
class ExplainedRhythm {
 public:
  explicit ExplainedRhythm(const patchbay::BeatMap& map)
      : map_(map), sums_(map.bias.size()), squares_(map.bias.size()) {}

  void add(const Labels& labels, std::span<const float> rhythm, const measures::FrameClock& clock);
  double share() const;

 private:
  const patchbay::BeatMap& map_;
  std::vector<double> sums_, squares_;
  double left_ = 0;
  long frames_ = 0;
};

}  // namespace hemiola::evaluation
