// Spectrograms of what went in and what came out, side by side on one colour scale, as a PNG.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::picture {

struct Spectrogram {
  std::string name;
  std::vector<float> log_bands;  // [frames][bands], natural logarithm of amplitude
  int bands;
};

// A grid, row by row; one scale of time and one of colour, 70 dB down from the loudest band of all.
// What is not finite counts as silence. Throws std::runtime_error: path, reason.
void draw_spectrograms(const std::vector<Spectrogram>& rows, int columns, double frame_seconds,
                       const std::filesystem::path& path);

// One alone, without axes, 960 x 240 pixels, its colours from its own loudest band down.
void draw_strip(const Spectrogram& spectrogram, const std::filesystem::path& path);

}  // namespace hemiola::picture
