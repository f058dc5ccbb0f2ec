// Log-spectrum frames back to samples: band inversion, tones and phases, overlap-add.
#pragma once

#include <memory>

#include "features/geometry.h"

namespace hemiola::features {

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
  // The hop that process() returns begins this long before the centre of the frame it was given.
  int latency_samples() const noexcept;
  void reset() noexcept;
  // Takes one frame; writes the next finished hop of sound, and into tail (where not null) the hop
  // that would follow, as far as the frames so far tell.
  void process(const float* log_bands /*[bands]*/, float* samples /*[hop]*/,
               float* tail /*[hop] or null*/) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::features
