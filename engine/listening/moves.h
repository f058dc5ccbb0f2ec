// Clicks caused by starts, stops, freezes, routes and rotations during steady sounds.
#pragma once

#include <string>
#include <vector>

#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"

namespace hemiola::listening {

// One decoded move. Voice 0 is an organ chord, voice 1 (the output) two saws: both are steady, so
// only the move can cause a click.
struct Scene {
  std::string name;            // name of the move
  double seconds = 0;          // time of the move
  std::vector<float> decoded;  // [frames][bands]
};

// Each move at two different times.
std::vector<Scene> make_scenes(const coding::OfflinePatcher& patcher);

struct WorstMove {
  double ratio = 0;
  std::string name;
};
// Returns the move with the largest step_ratio.
WorstMove probe_moves(baselines::Synthesizer& synthesizer, const std::vector<Scene>& scenes,
                      double sample_rate);

}  // namespace hemiola::listening
