// Examples for training the sound network: a sound, its bands (real or decoded) and its excitation.
#include "training/sound_examples.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "training/precision.h"
#include "training/sound_source.h"

namespace hemiola::training {
namespace {

constexpr float kSmallestEnergy = 1e-14f;

// Bands after encoding and decoding by the model.
torch::Tensor through_the_model(const networks::Nets& nets, const torch::Tensor& log_bands) {
  const torch::NoGradGuard no_gradient;
  const Bfloat16Scope scope(nets.device, has_bfloat16(nets.device));
  networks::Past encoder_past, decoder_past;
  const auto q = nets.network->encode(log_bands.to(nets.device), encoder_past);
  return nets.network->play(q.harmony_mean, q.rhythm(q.rhythm_mean), decoder_past)
      .to(torch::kFloat32)
      .cpu();
}

ToneLobes as_tensors(const std::vector<std::pair<int64_t, features::Lobe>>& lobes) {
  const auto count = static_cast<int64_t>(lobes.size());
  ToneLobes tones{torch::empty({count}, torch::kLong), torch::empty({count}),
                  torch::empty({count}, torch::kLong),
                  torch::zeros({count, features::Lobe::kMaxBins}, torch::kComplexFloat)};
  for (int64_t i = 0; i < count; ++i) {
    const auto& [frame, lobe] = lobes[static_cast<std::size_t>(i)];
    tones.frame.data_ptr<int64_t>()[i] = frame;
    tones.position.data_ptr<float>()[i] = lobe.position;
    tones.first.data_ptr<int64_t>()[i] = lobe.first;
    std::copy_n(lobe.bins.data(), lobe.count,
                reinterpret_cast<std::complex<float>*>(tones.bins.data_ptr<c10::complex<float>>()) +
                    i * features::Lobe::kMaxBins);
  }
  return tones;
}

std::vector<int> folders_of(const audio::Library& library) {
  std::vector<int> folders;
  for (const auto& item : library.items) folders.push_back(item.folder);
  return folders;
}

}  // namespace

ToneLobes ToneLobes::to(const torch::Device& device) const {
  return {frame.to(device), position.to(device), first.to(device), bins.to(device)};
}

SoundBatch SoundBatch::to(const torch::Device& device) const {
  return {samples.to(device), log_bands.to(device), log_rest.to(device),    tones.to(device),
          attacks.to(device), noise.to(device),     noise_levels.to(device)};
}

SoundExamples::SoundExamples(const audio::Library& library, const networks::Nets& nets,
                             const SoundExampleOptions& options)
    : library_(library),
      mixture_(folders_of(library), options.shares),
      nets_(nets),
      options_(options),
      analysis_(features::make_analysis_tables(nets.config.geometry, kSoundRate)),
      excitation_(features::make_excitation_tables(nets.config.geometry, kSoundRate)),
      noise_(features::make_noise_tables(
          nets.config.geometry, features::synthesis_frame(nets.config.geometry, kSoundRate))) {}

SoundBatch SoundExamples::batch(std::uint64_t first, int items) const {
  const auto& config = nets_.config;
  const int64_t frames = options_.frames, bands = config.geometry.bands, bins = config.sound.bins;
  const int64_t samples = frames * features::hop_samples(config.geometry, kSoundRate);
  const int64_t all_bins = features::synthesis_frame(config.geometry, kSoundRate).bins();
  SoundBatch batch{torch::empty({items, samples}),
                   torch::empty({items, frames, bands}),
                   torch::empty({items, frames, bands}),
                   {},
                   torch::empty({items, frames, bins}, torch::kComplexFloat),
                   torch::empty({items, frames, all_bins}, torch::kComplexFloat),
                   torch::empty({items, frames, all_bins})};
  Lobes lobes;
  for (int item = 0; item < items; ++item)
    fill(batch, lobes, item, first + static_cast<std::uint64_t>(item));
  batch.tones = as_tensors(lobes);
  return batch;
}

void SoundExamples::fill(SoundBatch& batch, Lobes& lobes, int item, std::uint64_t number) const {
  base::Random random(base::mix_seed(options_.seed, number));
  const auto count = static_cast<std::size_t>(batch.samples.size(1));
  const bool synthetic = random.chance(options_.synthetic);
  const std::vector<float> sound = synthetic ? random_signal(count, kSoundRate, random)
                                             : random_music(library_, mixture_, count, random);
  std::copy(sound.begin(), sound.end(), batch.samples[item].data_ptr<float>());
  const std::vector<float> analysed = features::analyse(analysis_, sound);
  torch::Tensor log_bands = batch.log_bands[item];
  std::copy_n(analysed.data(), log_bands.numel(), log_bands.data_ptr<float>());
  if (random.chance(options_.decoded))
    log_bands.copy_(through_the_model(nets_, log_bands.unsqueeze(0)).squeeze(0));
  excite(batch, lobes, item, number);
}

void SoundExamples::excite(SoundBatch& batch, Lobes& lobes, int item,
                           std::uint64_t noise_seed) const {
  features::Excitation excitation(excitation_);
  features::NoiseStream noise(noise_, noise_seed);
  const auto bins = static_cast<std::size_t>(excitation.frame().bins());
  features::AlignedBuffer<std::complex<float>> spectrum(bins);
  std::vector<std::complex<float>> past(bins);
  const int64_t frames = batch.log_bands.size(1), bands = batch.log_bands.size(2),
                kept = batch.attacks.size(2);
  const float* frame_bands = batch.log_bands[item].data_ptr<float>();
  float* log_rest = batch.log_rest[item].data_ptr<float>();
  const auto numbers = [](torch::Tensor x) {
    return reinterpret_cast<std::complex<float>*>(x.data_ptr<c10::complex<float>>());
  };
  std::complex<float>*attacks = numbers(batch.attacks[item]), *noises = numbers(batch.noise[item]);
  float* levels = batch.noise_levels[item].data_ptr<float>();
  for (int64_t t = 0; t < frames; ++t) {
    excitation.take(frame_bands + t * bands);
    excitation.paint_tones(past, spectrum);
    std::copy_n(spectrum.data(), bins, past.data());
    for (const features::Lobe& lobe : excitation.lobes())
      lobes.emplace_back(item * frames + t, lobe);
    for (int64_t b = 0; b < bands; ++b)
      log_rest[t * bands + b] =
          0.5f * std::log(std::max(excitation.rest_bands()[b], kSmallestEnergy));
    excitation.paint_attacks(spectrum);
    std::copy_n(spectrum.data(), kept, attacks + t * kept);
    noise.paint(excitation.noise_magnitudes(), spectrum);
    std::copy_n(spectrum.data(), bins, noises + static_cast<std::size_t>(t) * bins);
    std::copy_n(noise.levels().data(), bins, levels + static_cast<std::size_t>(t) * bins);
  }
}

}  // namespace hemiola::training
