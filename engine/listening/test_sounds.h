// Sounds of the kinds that people will bring: loops, instruments, a band, a voice.
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

// Drum loop, strummed guitar, piano and full band, eight seconds each, played by FluidSynth
// (FluidR3_GM); the same to the bit every time. Throws std::runtime_error: path, reason.
std::vector<TestSound> played_sounds();

// A sentence of espeak-ng's, at its own rate (22.05 kHz). Nothing where it isn't installed.
std::optional<TestSound> spoken_sound();

}  // namespace hemiola::listening
