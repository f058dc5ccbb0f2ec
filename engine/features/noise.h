// True noise as frames of a spectrum: the phases of one steady stream, magnitudes as asked for.
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "features/geometry.h"
#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

constexpr double kHighestNoiseHz = 20000;

// Shared by all voices.
class NoiseTables;
std::shared_ptr<const NoiseTables> make_noise_tables(const Geometry& geometry,
                                                     const SynthesisFrame& frame);

// One voice. Nothing here allocates after construction.
//
// White samples are windowed and transformed frame by frame, so that neighbouring frames agree
// about where they overlap. Each frame is then divided by its own level in each band: bands that
// were heard already fluctuate as their noise did, and must not do so twice. levels() gives it back
// to bands that are too smooth.
class NoiseStream {
 public:
  // The same seed gives the same noise, counted from the last reset.
  NoiseStream(std::shared_ptr<const NoiseTables> tables, std::uint64_t seed);
  void reset() noexcept;
  // [real-time] The next frame. To be called once a frame, whatever its magnitudes.
  void paint(const std::vector<float>& magnitudes /*[bins]*/,
             AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // [bins] What the last frame was divided by, around 1.
  const std::vector<float>& levels() const noexcept { return levels_; }

 private:
  float next() noexcept;  // uniform in +-1

  std::shared_ptr<const NoiseTables> tables_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  std::vector<float> recent_;     // [window] white samples, oldest first
  AlignedBuffer<float> samples_;  // [transform]
  std::vector<double> sums_;      // [bins + 1] energy below each bin
  std::vector<float> levels_;     // [bins]
};

// Continues magnitudes above the highest band, up to kHighestNoiseHz: from the level of the half
// octave below, falling by 12 dB an octave. A first guess, for a network to correct. Pitch axis
// only.
class AirTables {
 public:
  AirTables(const Geometry& geometry, const SynthesisFrame& frame);
  // [real-time] magnitudes: [bins]
  void extend(std::vector<float>& magnitudes) const noexcept;

 private:
  int low_ = 0, first_ = 0;
  std::vector<float> shape_;  // from first_ on
};

}  // namespace hemiola::features
