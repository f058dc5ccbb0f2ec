// Bands to sound, a batch of voices at a time: by the model's own network, or by phase integration.
#pragma once

#include <memory>
#include <span>

#include "model/model.h"

namespace hemiola::vocoder {

struct Job {
  int voice;
  const float* log_bands;  // [bands]
  float* samples;          // [hop]
  float* tail;             // [hop] what would follow, as far as the frames so far tell; or null
};

class Vocoder {
 public:
  virtual ~Vocoder() = default;
  // A hop begins so long before the centre of the frame that it comes with.
  virtual int latency_samples() const noexcept = 0;
  virtual void reset(int voice) noexcept = 0;
  // One frame of each voice in the batch, each voice at most once. A voice's bits don't depend on
  // the others. Threads may run other voices at the same time.
  virtual void process(std::span<const Job> jobs) = 0;
};

// Learned where the model has learned it, else classical. Throws std::invalid_argument where the
// sample rate is too low for the geometry.
std::unique_ptr<Vocoder> make_vocoder(const std::shared_ptr<const model::Model>& model,
                                      double sample_rate, int voices);
// Tones as oscillators, the rest by phase integration; needs no training.
std::unique_ptr<Vocoder> make_classical(const features::Geometry& geometry, double sample_rate,
                                        int voices);

}  // namespace hemiola::vocoder
