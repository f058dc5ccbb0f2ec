// Spectrograms of input and output, side by side on one colour scale, as a PNG.
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

// A grid, row by row, with one time scale and one colour scale: 70 dB down from the loudest band of
// all. Values that are not finite count as silence. Throws std::runtime_error: path, reason.
void draw_spectrograms(const std::vector<Spectrogram>& rows, int columns, double frame_seconds,
                       const std::filesystem::path& path);

// One spectrogram without axes, 960 x 240 pixels, colours down from its own loudest band.
void draw_strip(const Spectrogram& spectrogram, const std::filesystem::path& path);

}  // namespace hemiola::picture
