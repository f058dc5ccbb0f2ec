// Phases for magnitudes that come without any, one frame at a time and without looking ahead.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "features/synthesis_frame.h"

namespace hemiola::features {

// Phase-gradient heap integration: Prusa and Sondergaard, "Real-time spectrogram inversion using
// phase gradient heap integration", DAFx 2016, the variant without look-ahead. From the loudest bin
// on, phase spreads forward in time by the frequency and sideways by the time that the magnitudes
// around a bin tell. Phases are in turns, of frames whose time zero is their centre.
class PhaseIntegrator {
 public:
  explicit PhaseIntegrator(const SynthesisFrame& frame);
  void reset() noexcept;
  // Allocates nothing. Bins of magnitude zero get a phase too.
  void process(const float* magnitudes /*[bins]*/, float* phases /*[bins]*/) noexcept;
  // Takes the frame's phases from here, where something has changed them since.
  void adopt(const std::complex<float>* spectrum /*[bins]*/) noexcept;

 private:
  // A bin and how loud it is, as one number that sorts by loudness.
  using Entry = std::uint64_t;

  void take_logs(const float* magnitudes) noexcept;
  void take_gradients() noexcept;
  void start_from_past() noexcept;
  void spread(float* phases) noexcept;
  void spread_from_past(int bin, float* phases) noexcept;
  void spread_sideways(int bin, float* phases) noexcept;
  void reach(int bin, float phase, float* phases) noexcept;
  int loudest_left() const noexcept;
  float random_turn() noexcept;

  SynthesisFrame frame_;
  float frequency_scale_;  // turns a hop, for a difference of logs across two bins
  float hop_cosine_;       // of half a turn x hop / window, and one over its sine
  float per_hop_sine_;
  float sideways_scale_;             // turns a bin, for an angle in the window
  std::vector<float> advance_;       // [bins] turns a hop of the bin's own frequency
  std::vector<float> log_;           // [bins] of this frame
  std::vector<float> past_log_;      // [bins] of the one before
  std::vector<float> forward_;       // [bins] turns to the next frame
  std::vector<float> past_forward_;  // [bins]
  std::vector<float> sideways_;      // [bins] turns to the next bin
  std::vector<float> past_phase_;    // [bins]
  std::vector<std::uint8_t> waits_;  // [bins] audible, and without a phase as yet
  std::vector<Entry> past_;          // of the frame before, the loudest last
  std::vector<Entry> heap_;          // of this one
  float tolerance_ = 0.0f;
  std::uint32_t random_ = 0;
};

}  // namespace hemiola::features
