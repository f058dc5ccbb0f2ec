// Log-spectrum frames back to samples: band inversion, tones and phases, overlap-add.
#pragma once

#include <memory>

#include "features/geometry.h"

namespace hemiola::features {

// Shared by all voices. Throws std::invalid_argument if the window is shorter than two hops.
class SynthesisTables;

std::shared_ptr<const SynthesisTables> make_synthesis_tables(const Geometry& geometry,
                                                             double sample_rate);

class Synthesiser {
 public:
  explicit Synthesiser(std::shared_ptr<const SynthesisTables> tables);
  ~Synthesiser();
  Synthesiser(Synthesiser&&) noexcept;
  Synthesiser& operator=(Synthesiser&&) noexcept;

  int hop() const noexcept;  // samples
  int bands() const noexcept;
  // Samples from the start of a hop returned by process() to the centre of the frame given to it.
  int latency_samples() const noexcept;
  void reset() noexcept;
  // Takes one frame; writes the next finished hop and, if tail is not null, the hop after it as
  // estimated from the frames so far.
  void process(const float* log_bands /*[bands]*/, float* samples /*[hop]*/,
               float* tail /*[hop] or null*/) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::features
