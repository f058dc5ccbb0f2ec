// Reconstructs phases from magnitudes, one frame at a time, without look-ahead.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "features/synthesis_frame.h"

namespace hemiola::features {

// Phase-gradient heap integration: Prusa and Sondergaard, "Real-time spectrogram inversion using
// phase gradient heap integration", DAFx 2016, the variant without look-ahead. From the loudest bin
// on, phase spreads forward in time by the frequency, and to the next bins by the time of the
// event, both estimated from magnitudes. Phases are in turns; time zero is a frame's centre.
class PhaseIntegrator {
 public:
  explicit PhaseIntegrator(const SynthesisFrame& frame);
  void reset() noexcept;
  // Allocates nothing. Bins of magnitude zero get a phase too.
  void process(const float* magnitudes /*[bins]*/, float* phases /*[bins]*/) noexcept;
  // Replaces the stored phases of the last frame, if they were changed afterwards.
  void adopt(const std::complex<float>* spectrum /*[bins]*/) noexcept;

 private:
  // A bin and its loudness in one number that sorts by loudness.
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
  float frequency_scale_;  // turns per hop and difference of logs across two bins
  float hop_cosine_;       // cosine of pi x hop / window, and 1 / sine
  float per_hop_sine_;
  float sideways_scale_;             // turns per bin and radian in the window
  std::vector<float> advance_;       // [bins] turns per hop at the bin's frequency
  std::vector<float> log_;           // [bins] this frame
  std::vector<float> past_log_;      // [bins] last frame
  std::vector<float> forward_;       // [bins] turns to the next frame
  std::vector<float> past_forward_;  // [bins]
  std::vector<float> sideways_;      // [bins] turns to the next bin
  std::vector<float> past_phase_;    // [bins]
  std::vector<std::uint8_t> waits_;  // [bins] audible, but no phase yet
  std::vector<Entry> past_;          // last frame, loudest last
  std::vector<Entry> heap_;          // this frame
  float tolerance_ = 0.0f;
  std::uint32_t random_ = 0;
};

}  // namespace hemiola::features
