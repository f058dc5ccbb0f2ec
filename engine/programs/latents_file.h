// Latents as a NumPy file: harmony, rhythm, frame times and geometry in one .npz.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "patchbay/latent.h"

namespace hemiola::programs {

struct LatentsFile {
  patchbay::LatentShape shape;
  double sample_rate = 0;  // hertz, of the encoded sound
  double hop_seconds = 0;
  std::vector<float> harmony;   // [frames][places][channels a place]
  std::vector<float> rhythm;    // [frames][rhythm]
  std::vector<double> seconds;  // [frames], centre of each frame
  std::size_t frames() const { return seconds.size(); }
};

// Both throw std::runtime_error: path, reason.
void write_latents(const std::filesystem::path& path, const LatentsFile& latents);
LatentsFile read_latents(const std::filesystem::path& path);

// Writes the same file frame by frame, with constant memory: arrays grow in unnamed temporary
// files. All members throw std::runtime_error: path, reason.
class LatentsWriter {
 public:
  LatentsWriter(const std::filesystem::path& path, patchbay::LatentShape shape, double sample_rate,
                double hop_seconds);
  // harmony: [places][channels a place]; rhythm: [rhythm]; seconds: the frame's centre.
  void add(std::span<const float> harmony, std::span<const float> rhythm, double seconds);
  void finish();  // an existing file is replaced only here

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using Temporary = std::unique_ptr<std::FILE, Close>;
  Temporary make_array() const;
  void append(Temporary& array, const void* data, std::size_t bytes) const;

  std::filesystem::path path_;
  patchbay::LatentShape shape_;
  std::array<double, 2> geometry_;  // sample rate, hop in seconds
  std::size_t frames_ = 0;
  Temporary harmony_, rhythm_, seconds_;
};

}  // namespace hemiola::programs
