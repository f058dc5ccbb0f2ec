// Examples for learning to sound: what was heard, its bands (real or decoded), and their
// excitation.
#pragma once

#include <torch/torch.h>

#include "audio/library.h"
#include "features/analysis.h"
#include "features/excitation.h"
#include "features/noise.h"
#include "model/model.h"
#include "training/mixture.h"

namespace hemiola::training {

// All sound counts as being of this rate, whatever its own: music a little higher or lower teaches
// the same. What comes at more than 66 kHz is halved first.
constexpr double kSoundRate = 44100;

struct SoundExampleOptions {
  int frames = 128;
  std::uint64_t seed = 1;
  double decoded = 0.6;        // share of the examples whose bands have been through the model
  double synthetic = 0.2;      // share that is steady tones and clicks, made on the spot
  std::vector<double> shares;  // of each folder of music; none: all files alike
};

// Frame t is centred (t + 1) hops less the look-back after the first sample.
struct SoundBatch {
  torch::Tensor samples;              // [items][frames * hop]
  torch::Tensor log_bands, log_rest;  // [items][frames][bands]
  torch::Tensor tones, rest;          // [items][frames][bins], complex
  torch::Tensor noise;                // [items][frames][all of the transform's bins], complex
  torch::Tensor noise_levels;         // [..][..][the same], what it was divided by
};

class SoundExamples {
 public:
  // Keeps references to both.
  SoundExamples(const audio::Library& library, const model::Model& model,
                const SoundExampleOptions& options);
  // The examples [first, first + items); a pure function of seed and number. From any one thread.
  SoundBatch batch(std::uint64_t first, int items) const;

 private:
  void fill(SoundBatch& batch, int item, std::uint64_t number) const;
  void excite(SoundBatch& batch, int item, std::uint64_t noise_seed) const;

  const audio::Library& library_;
  Mixture mixture_;
  const model::Model& model_;
  SoundExampleOptions options_;
  std::shared_ptr<const features::AnalysisTables> analysis_;
  std::shared_ptr<const features::ExcitationTables> excitation_;
  std::shared_ptr<const features::NoiseTables> noise_;
};

}  // namespace hemiola::training
