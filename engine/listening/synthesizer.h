// A way to sound: log bands to samples. What is to be judged and heard implements this.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "features/geometry.h"
#include "model/model.h"

namespace hemiola::listening {

class Synthesizer {
 public:
  virtual ~Synthesizer() = default;
  // The sound of these frames, aligned: sample k belongs to sample k of what was analysed. What
  // follows the last frame is silence.
  virtual std::vector<float> sound(const std::vector<float>& log_bands /*[frames][bands]*/,
                                   std::size_t length) = 0;
};

// One that plays live: frame by frame, without looking ahead. Cost and delay are judged too.
class StreamingSynthesizer : public Synthesizer {
 public:
  virtual int latency_samples()
      const noexcept = 0;  // a hop begins so long before its frame's centre
  virtual void reset() noexcept = 0;
  // [real-time] One frame in, the next finished hop out.
  virtual void process(const float* log_bands /*[bands]*/, float* samples /*[hop]*/) noexcept = 0;

  std::vector<float> sound(const std::vector<float>& log_bands, std::size_t length) final;

 protected:
  StreamingSynthesizer(const features::Geometry& geometry, double sample_rate);

 private:
  features::Geometry geometry_;
  double sample_rate_;
};

// Each thread makes its own.
using MakeSynthesizer =
    std::function<std::unique_ptr<Synthesizer>(const features::Geometry&, double sample_rate)>;

// What plays: the sound that the model has learned, or the classical one where it has learned none.
MakeSynthesizer synthesizer_of(std::shared_ptr<const model::Model> model);
// The fallback, and a rival: tones as oscillators, the rest by phase integration with three passes.
std::unique_ptr<Synthesizer> make_classical(const features::Geometry& geometry, double sample_rate);
// Rivals. Phase-gradient heap integration alone: single pass, streaming.
std::unique_ptr<Synthesizer> make_phase_integration(const features::Geometry& geometry,
                                                    double sample_rate);
// Fast Griffin-Lim (N. Perraudin, P. Balazs and P. Sondergaard, WASPAA 2013), momentum 0.99,
// 32 iterations from random phases: sees the whole sound, so it can't play.
std::unique_ptr<Synthesizer> make_griffin_lim(const features::Geometry& geometry,
                                              double sample_rate);

// Drops what a stream of hops is late by (or adds silence where it is early), and fits the length.
// The first hop begins latency_samples before the centre of the first frame.
std::vector<float> aligned(std::vector<float> stream, const features::Geometry& geometry,
                           double sample_rate, int latency_samples, std::size_t length);

// The bands of a sound, with so many frames of the silence that follows it as any way may need to
// sound its last sample.
std::vector<float> bands_of(const std::vector<float>& samples, const features::Geometry& geometry,
                            double sample_rate);

}  // namespace hemiola::listening
