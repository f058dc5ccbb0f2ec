// Synthesizers turn log bands into samples: the interface for the model's sound and its rivals.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "features/geometry.h"
#include "model/model.h"

namespace hemiola::baselines {

class Synthesizer {
 public:
  virtual ~Synthesizer() = default;
  // Aligned: sample k of the result belongs to sample k of the analysed sound. Silence follows the
  // last frame.
  virtual std::vector<float> sound(const std::vector<float>& log_bands /*[frames][bands]*/,
                                   std::size_t length) = 0;
};

// Works frame by frame without lookahead, so it can play live; its cost and delay are measured too.
class StreamingSynthesizer : public Synthesizer {
 public:
  virtual int latency_samples() const noexcept = 0;  // from a hop's start to its frame's centre
  virtual void reset() noexcept = 0;
  // [real-time] Takes one frame and returns the next finished hop.
  virtual void process(const float* log_bands /*[bands]*/, float* samples /*[hop]*/) noexcept = 0;

  std::vector<float> sound(const std::vector<float>& log_bands, std::size_t length) final;

 protected:
  StreamingSynthesizer(const features::Geometry& geometry, double sample_rate);

 private:
  features::Geometry geometry_;
  double sample_rate_;
};

// Each thread creates its own.
using MakeSynthesizer =
    std::function<std::unique_ptr<Synthesizer>(const features::Geometry&, double sample_rate)>;

// The live synthesizer: the model's learned one, or the classical one if it has none.
MakeSynthesizer synthesizer_of(std::shared_ptr<const model::Model> model);
// The geometry for synthesizers that compute phases from bands: their frames are as long as the
// windows of the bands; a learned sound's may be shorter.
features::Geometry with_long_frames(features::Geometry geometry);
// The fallback and a rival: oscillators for tones; three-pass phase integration for the rest.
std::unique_ptr<Synthesizer> make_classical(const features::Geometry& geometry, double sample_rate);
// A rival: phase-gradient heap integration alone; single pass, streaming.
std::unique_ptr<Synthesizer> make_phase_integration(const features::Geometry& geometry,
                                                    double sample_rate);
// A rival: fast Griffin-Lim (N. Perraudin, P. Balazs and P. Sondergaard, WASPAA 2013), momentum
// 0.99, 32 iterations from random phases. Needs the whole sound, so it cannot stream.
std::unique_ptr<Synthesizer> make_griffin_lim(const features::Geometry& geometry,
                                              double sample_rate);

// Removes the delay of a stream of hops (or prepends silence if it is early) and sets its length.
// The first hop begins latency_samples before the centre of the first frame.
std::vector<float> aligned(std::vector<float> stream, const features::Geometry& geometry,
                           double sample_rate, int latency_samples, std::size_t length);

// Analyses a sound and enough silence after it for any synthesizer to finish its last sample.
std::vector<float> bands_of(const std::vector<float>& samples, const features::Geometry& geometry,
                            double sample_rate);

}  // namespace hemiola::baselines
