// Starts, stops, freezes, routes and rotations in a sound that stands still: do they crack?
#pragma once

#include <string>
#include <vector>

#include "listening/offline_patcher.h"
#include "listening/synthesizer.h"

namespace hemiola::listening {

// One move, decoded: steady chords, so that nothing but the move can crack. An organ is voice 0;
// two saws are voice 1, which is heard.
struct Scene {
  std::string name;            // of the move
  double seconds = 0;          // when it comes
  std::vector<float> decoded;  // [frames][bands]
};

// Every move at two moments.
std::vector<Scene> make_scenes(const OfflinePatcher& patcher);

struct WorstMove {
  double ratio = 0;
  std::string name;
};
WorstMove probe_moves(Synthesizer& synthesizer, const std::vector<Scene>& scenes,
                      double sample_rate);

// The largest step between samples around the moment (from 60 ms before it to 0.25 s after), by the
// largest beside it (0.6 s before that, 0.6 s after).
double step_ratio(const std::vector<float>& sound, double sample_rate, double seconds);

}  // namespace hemiola::listening
