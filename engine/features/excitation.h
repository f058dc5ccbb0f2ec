// What a frame of log bands says of its sound: steady tones, kept in phase, and the rest.
#pragma once

#include <complex>
#include <memory>
#include <vector>

#include "features/geometry.h"
#include "features/synthesis_frame.h"
#include "features/transform.h"

namespace hemiola::features {

// The frames that a geometry's sound is made of at this rate.
SynthesisFrame synthesis_frame(const Geometry& geometry, double sample_rate);

// Shared by all voices.
class ExcitationTables;
// Throws std::invalid_argument where the synthesis window is shorter than two hops.
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
  // [real-time] Parts a frame into tones and rest. NaN counts as silence. On the mel axis all is
  // rest.
  void take(const float* log_bands /*[bands]*/) noexcept;
  // Of the rest: what is left in the bands (pitch axis: energy), and spread over the bins.
  const std::vector<float>& rest_bands() const noexcept;
  const std::vector<float>& rest_magnitudes() const noexcept;
  // The same, continued above the highest band, for noise.
  const std::vector<float>& noise_magnitudes() const noexcept;
  // [real-time] The attacks among the rest: what begins within the frame does so when the bands
  // say. Nothing of what is steady, and nothing above the highest band: computed phases that stay
  // the same hum at the rate of the frames.
  void paint_attacks(AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;
  // [real-time] The tones' spectrum, time zero at the frame's centre. A new tone goes on from the
  // phase that the sound of the frame before, whose spectrum is given, has there.
  void paint_tones(const std::vector<std::complex<float>>& past /*[bins]*/,
                   AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::features
