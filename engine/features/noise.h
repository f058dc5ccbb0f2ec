// White noise as frames of a spectrum: phases of one steady stream, given magnitudes.
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
// White noise is windowed and transformed frame by frame, so that overlapping frames are
// consistent. Each frame is then divided by its own level in each band, as analysed bands already
// contain the fluctuation of their noise. levels() restores it for bands that are too smooth.
class NoiseStream {
 public:
  // The same seed gives the same noise, counted from the last reset.
  NoiseStream(std::shared_ptr<const NoiseTables> tables, std::uint64_t seed);
  void reset() noexcept;
  // [real-time] The next frame. Call it once per frame, whatever the magnitudes.
  void paint(const std::vector<float>& magnitudes /*[bins]*/,
             AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // [bins] Divisors of the last frame, around 1.
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

// Extends magnitudes above the highest band, up to kHighestNoiseHz: from the level of the half
// octave below or that of the highest band, whichever is lower (a codec may have cut off what lies
// above 15 or 16 kHz), falling by 12 dB per octave; a network corrects this guess. Pitch axis only.
class AirTables {
 public:
  AirTables(const Geometry& geometry, const SynthesisFrame& frame);
  // [real-time] magnitudes: [bins]
  void extend(std::vector<float>& magnitudes) const noexcept;

 private:
  int low_ = 0, edge_ = 0, first_ = 0;
  std::vector<float> shape_;  // from first_ on
};

}  // namespace hemiola::features
