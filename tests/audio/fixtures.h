// Helpers for tests with files and known signals.
#pragma once

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/temporary.h"

namespace hemiola::test {

using TempFolder = hemiola::tests::TemporaryFolder;

inline std::vector<float> sine(double frequency_hz, double sample_rate, std::size_t frames,
                               double level = 0.5) {
  std::vector<float> samples(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    samples[i] = static_cast<float>(
        level * std::sin(2 * M_PI * frequency_hz * static_cast<double>(i) / sample_rate));
  }
  return samples;
}

// Magnitude of one frequency in samples [first, first + count), through a Hann window.
inline double magnitude_at(const std::vector<float>& samples, std::size_t first, std::size_t count,
                           double frequency_hz, double sample_rate) {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < count && first + i < samples.size(); ++i) {
    const double window = 0.5 - 0.5 * std::cos(2 * M_PI * static_cast<double>(i) / count);
    const double phase = -2 * M_PI * frequency_hz * static_cast<double>(i) / sample_rate;
    sum += window * samples[first + i] * std::polar(1.0, phase);
  }
  return std::abs(sum) / static_cast<double>(count);
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Makes a FLAC as from a stream or an interrupted recorder: no length in its header.
inline void take_length_away(const std::filesystem::path& flac) {
  std::string bytes = bytes_of(flac);
  bytes[21] = static_cast<char>(bytes[21] & 0xf0);
  for (std::size_t i = 22; i < 26; ++i) bytes[i] = 0;
  write_bytes(flac, bytes);
}

// Message of the exception that an action throws; empty if it throws none.
template <typename Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const std::exception& problem) {
    return problem.what();
  }
  return {};
}

}  // namespace hemiola::test
