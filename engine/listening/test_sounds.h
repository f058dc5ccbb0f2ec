// Typical users' sounds: loops, instruments, a band, a voice.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hemiola::listening {

struct TestSound {
  std::string name;  // "drum loop"
  double sample_rate = 0;
  std::vector<float> samples;  // mono, peak at -3 dBFS
};

// Drum loop, strummed guitar, piano and full band, eight seconds each, by FluidSynth (FluidR3_GM);
// always the same bits. Throws std::runtime_error: path, reason.
std::vector<TestSound> played_sounds();

// A sentence spoken by espeak-ng at its own rate (22.05 kHz). Empty if that is not installed.
std::optional<TestSound> spoken_sound();

}  // namespace hemiola::listening
