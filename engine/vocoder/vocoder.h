// Log bands to sound for a batch of voices, by the model's sound network or by phase integration.
#pragma once

#include <memory>
#include <span>

#include "model/model.h"

namespace hemiola::vocoder {

struct Job {
  int voice;
  const float* log_bands;  // [bands]
  float* samples;          // [hop]
  float* tail;             // [hop] the hop after it, estimated from the frames so far; or null
};

class Vocoder {
 public:
  virtual ~Vocoder() = default;
  // Samples from the start of a hop to the centre of the frame that it was computed from.
  virtual int latency_samples() const noexcept = 0;
  virtual void reset(int voice) noexcept = 0;
  // Processes one frame of each voice in the batch, each voice at most once. A voice's bits don't
  // depend on the others. Other threads may process other voices at the same time.
  virtual void process(std::span<const Job> jobs) = 0;
};

// The model's sound network if it has one, else the classical vocoder. Throws std::invalid_argument
// if the sample rate is too low for the geometry.
std::unique_ptr<Vocoder> make_vocoder(const std::shared_ptr<const model::Model>& model,
                                      double sample_rate, int voices);
// Classical vocoder: tones as oscillators, the rest by phase integration; needs no training.
std::unique_ptr<Vocoder> make_classical(const features::Geometry& geometry, double sample_rate,
                                        int voices);

}  // namespace hemiola::vocoder
