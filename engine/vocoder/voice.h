// One voice of the learned vocoder: its excitation and the overlap-add of its frames.
#pragma once

#include <complex>
#include <memory>
#include <vector>

#include "features/excitation.h"
#include "features/noise.h"
#include "features/overlap.h"
#include "features/transform.h"
#include "modelfile/config.h"
#include "vocoder/interpolation.h"

namespace hemiola::vocoder {

// Shared by all voices.
struct Tables {
  Tables(const modelfile::Config& config, double sample_rate);

  modelfile::SoundShape shape;
  int bands;
  std::shared_ptr<const features::ExcitationTables> excitation;
  features::SynthesisFrame frame;
  std::shared_ptr<const features::NoiseTables> noise;
  features::RealTransform transform;
  std::shared_ptr<const features::OverlapTables> overlap;
  std::vector<Between> to_bins;   // network bins at this rate's bins, up to the last one
  std::vector<Between> to_bands;  // bands at this rate's bins
  std::vector<Between> to_noise;  // noise gains at this rate's bins
  std::vector<Between> to_knots;  // [window]
  float knot_step;                // knots per sample
  std::vector<float> regain;      // [bins] undoes the energy loss of interpolation between bins
};

class Voice {
 public:
  Voice(std::shared_ptr<const Tables> tables, std::uint64_t noise_seed);
  void reset() noexcept;
  // take() writes the network's input, give() turns its output into sound. Neither allocates.
  void take(const float* log_bands /*[bands]*/, float* log_rest /*[bands]*/) noexcept;
  void give(const float* row /*[SoundShape::outputs()]*/, float* samples /*[hop]*/,
            float* tail /*[hop] or null*/) noexcept;

 private:
  void paint_tones(const float* gains) noexcept;
  void paint_attacks(const float* gains, const float* phases) noexcept;
  void add_noise(const float* gains, const float* roughness) noexcept;
  void add_frame(const float* knots) noexcept;

  std::shared_ptr<const Tables> tables_;
  features::Excitation excitation_;
  features::OverlapAdd overlap_;
  features::NoiseStream noise_;
  features::AlignedBuffer<std::complex<float>> spectrum_, noise_spectrum_;
  features::AlignedBuffer<float> samples_;
  std::vector<std::complex<float>> past_tones_;  // [bins], before their gains
  std::vector<std::complex<float>> factors_;     // [network bins] of the rest
};

}  // namespace hemiola::vocoder
