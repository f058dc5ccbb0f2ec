// Separates frames of log bands into steady tones, kept in phase, and the rest.
#pragma once

#include <complex>
#include <memory>
#include <vector>

#include "features/geometry.h"
#include "features/oscillators.h"
#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

// Synthesis frame of a geometry at a sample rate.
SynthesisFrame synthesis_frame(const Geometry& geometry, double sample_rate);

// Shared by all voices.
class ExcitationTables;
// Throws std::invalid_argument if the synthesis window is shorter than two hops.
std::shared_ptr<const ExcitationTables> make_excitation_tables(const Geometry& geometry,
                                                               double sample_rate);

// One voice. Nothing here allocates after construction.
class Excitation {
 public:
  explicit Excitation(std::shared_ptr<const ExcitationTables> tables);
  ~Excitation();
  Excitation(Excitation&&) noexcept;
  Excitation& operator=(Excitation&&) noexcept;

  const SynthesisFrame& frame() const noexcept;
  void reset() noexcept;
  // [real-time] Separates a frame into tones and rest (mel axis: only rest). NaN counts as silence.
  void take(const float* log_bands /*[bands]*/) noexcept;
  // The rest in the bands (pitch axis: energy), and spread over the bins.
  const std::vector<float>& rest_bands() const noexcept;
  const std::vector<float>& rest_magnitudes() const noexcept;
  // rest_magnitudes(), extended above the highest band, for noise.
  const std::vector<float>& noise_magnitudes() const noexcept;
  // [real-time] Spectrum of the attacks in the rest, at their times within the frame. Without
  // steady sound and without anything above the highest band: constant computed phases hum at the
  // frame rate.
  void paint_attacks(AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // [real-time] Spectrum of the tones, time zero at the frame's centre. New tones continue the
  // phase of past, the last frame's spectrum.
  void paint_tones(const std::vector<std::complex<float>>& past /*[bins]*/,
                   AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // [real-time] The same with a gain for each tone, in nats, from those of the bands around it.
  // past is the spectrum without gains, and becomes this frame's.
  void paint_tones(const float* log_gains /*[bands]*/,
                   std::vector<std::complex<float>>& past /*[bins]*/,
                   AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // The tones of the last frame painted.
  const std::vector<Lobe>& lobes() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::features
