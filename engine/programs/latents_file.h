// Latents in a file that NumPy reads: harmony, rhythm, frame times and geometry in one .npz.
#pragma once

#include <filesystem>
#include <vector>

#include "patchbay/latent.h"

namespace hemiola::programs {

struct LatentsFile {
  patchbay::LatentShape shape;
  double sample_rate = 0;  // hertz, of the sound that was encoded
  double hop_seconds = 0;
  std::vector<float> harmony;   // [frames][places][channels a place]
  std::vector<float> rhythm;    // [frames][rhythm]
  std::vector<double> seconds;  // [frames], centre of each frame
  std::size_t frames() const { return seconds.size(); }
};

// Both throw std::runtime_error: path, reason.
void write_latents(const std::filesystem::path& path, const LatentsFile& latents);
LatentsFile read_latents(const std::filesystem::path& path);

}  // namespace hemiola::programs
