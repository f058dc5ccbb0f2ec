// Samples to frames of log bands, one voice, one hop at a time.
#pragma once

#include <memory>
#include <vector>

#include "features/geometry.h"

namespace hemiola::features {

// Windows, transforms and band weights of one geometry at one sample rate, shared by all voices.
// make_analysis_tables throws std::invalid_argument if the geometry is not usable.
class AnalysisTables;

std::shared_ptr<const AnalysisTables> make_analysis_tables(const Geometry& geometry,
                                                           double sample_rate);

class Analyser {
 public:
  // Allocates all that process() needs.
  explicit Analyser(std::shared_ptr<const AnalysisTables> tables);
  ~Analyser();
  Analyser(Analyser&&) noexcept;
  Analyser& operator=(Analyser&&) noexcept;

  int hop() const noexcept;  // samples
  int bands() const noexcept;
  // Clears the past samples; allocates nothing.
  void reset() noexcept;
  // Takes one hop and writes the frame that ends with it: natural logs of band amplitudes, at least
  // log(floor). NaN and infinity count as silence. Allocates nothing.
  void process(const float* samples /*[hop]*/, float* log_bands /*[bands]*/) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Frames of a whole signal, padded with zeros at its end to a whole number of hops.
std::vector<float> analyse(const std::shared_ptr<const AnalysisTables>& tables,
                           const std::vector<float>& samples);  // [frames][bands]

// Frames of the sound transposed by semitones, at the same times as those of analyse(). Without a
// pitch shifter, so without its artefacts; upward the windows are longer, which blurs attacks;
// downward they are shorter. Pitch axis only.
std::vector<float> analyse_transposed(const Geometry& geometry, double sample_rate,
                                      const std::vector<float>& samples, double semitones);

}  // namespace hemiola::features
