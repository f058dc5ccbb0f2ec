// Signals with known measures.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace hemiola::test {

constexpr double kRate = 44100;

inline std::vector<float> sine(double hz, double seconds, double amplitude = 0.2) {
  std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(
        amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / kRate));
  return out;
}

inline std::vector<float> noise(double seconds, double amplitude = 0.2) {
  std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
  std::uint32_t seed = 1;
  for (float& sample : out) {
    seed = seed * 1664525u + 1013904223u;
    sample = static_cast<float>(amplitude * (seed * (2.0 / 4294967296.0) - 1.0));
  }
  return out;
}

inline std::vector<float> scaled(std::vector<float> sound, float gain) {
  for (float& sample : sound) sample *= gain;
  return sound;
}

inline std::size_t at(double seconds) { return static_cast<std::size_t>(seconds * kRate); }

}  // namespace hemiola::test
