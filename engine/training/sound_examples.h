// Examples for training the sound network: a sound, its bands (real or decoded) and its excitation.
#pragma once

#include <torch/torch.h>

#include <utility>
#include <vector>

#include "audio/library.h"
#include "features/analysis.h"
#include "features/excitation.h"
#include "features/noise.h"
#include "networks/nets.h"
#include "training/mixture.h"

namespace hemiola::training {

// All sound is treated as being at this rate: music that is a little higher or lower is equally
// useful. Above 66 kHz, pairs of samples are averaged first.
using modelfile::kSoundRate;

struct SoundExampleOptions {
  int frames = 128;
  std::uint64_t seed = 1;
  double decoded = 0.6;        // share of the examples with bands decoded by the model
  double synthetic = 0.2;      // share of generated steady tones and clicks
  std::vector<double> shares;  // per folder; empty: equal chances for all files
};

// Lobes of tones, each a part of one frame's spectrum (features/oscillators.h).
struct ToneLobes {
  torch::Tensor frame;     // [lobes] item x frames + frame
  torch::Tensor position;  // [lobes] bands
  torch::Tensor first;     // [lobes] bin
  torch::Tensor bins;      // [lobes][Lobe::kMaxBins], complex
  ToneLobes to(const torch::Device& device) const;
};

// The centre of frame t is at sample (t + 1) * hop - lookback.
struct SoundBatch {
  torch::Tensor samples;              // [items][frames * hop]
  torch::Tensor log_bands, log_rest;  // [items][frames][bands]
  ToneLobes tones;
  torch::Tensor attacks;       // [items][frames][bins], complex
  torch::Tensor noise;         // [items][frames][all bins of the transform], complex
  torch::Tensor noise_levels;  // same shape; divisors of the noise
  SoundBatch to(const torch::Device& device) const;
};

class SoundExamples {
 public:
  // Keeps references to library and networks.
  SoundExamples(const audio::Library& library, const networks::Nets& nets,
                const SoundExampleOptions& options);
  // Examples [first, first + items); a pure function of seed and number. One thread at a time.
  SoundBatch batch(std::uint64_t first, int items) const;

 private:
  using Lobes = std::vector<std::pair<int64_t, features::Lobe>>;  // with their frames
  void fill(SoundBatch& batch, Lobes& lobes, int item, std::uint64_t number) const;
  void excite(SoundBatch& batch, Lobes& lobes, int item, std::uint64_t noise_seed) const;

  const audio::Library& library_;
  Mixture mixture_;
  const networks::Nets& nets_;
  SoundExampleOptions options_;
  std::shared_ptr<const features::AnalysisTables> analysis_;
  std::shared_ptr<const features::ExcitationTables> excitation_;
  std::shared_ptr<const features::NoiseTables> noise_;
};

}  // namespace hemiola::training
