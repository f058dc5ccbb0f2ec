// The vocoder's synthesis as a differentiable function of whole excerpts.
#include "training/sound_synthesis.h"

#include <algorithm>

#include "features/overlap.h"
#include "vocoder/interpolation.h"

namespace hemiola::training {
namespace {

torch::Tensor matrix(const std::vector<vocoder::Between>& points, int64_t from) {
  torch::Tensor m = torch::zeros({from, static_cast<int64_t>(points.size())});
  for (std::size_t i = 0; i < points.size(); ++i) {
    m[points[i].lower][static_cast<int64_t>(i)] += 1 - points[i].part;
    m[points[i].lower + 1][static_cast<int64_t>(i)] += points[i].part;
  }
  return m;
}

}  // namespace

SoundSynthesis::SoundSynthesis(const modelfile::Config& config, const torch::Device& device)
    : look_back_(features::lookback_samples(config.geometry, kSoundRate)),
      bins_(config.sound.bins) {
  const features::SynthesisFrame frame = features::synthesis_frame(config.geometry, kSoundRate);
  const features::OverlapTables overlap(frame);
  hop_ = frame.hop;
  window_ = frame.window;
  transform_ = frame.transform;
  to_noise_ = matrix(vocoder::bands_at_bins(config.geometry, frame.hz_per_bin(), frame.bins(),
                                            config.sound.air),
                     config.sound.noise_bands(config.geometry.bands))
                  .to(device);
  to_time_ =
      matrix(vocoder::knots_in_time(config.sound.knots, window_), config.sound.knots).to(device);
  // irfft divides by the transform size, so the window must not.
  hann_ = torch::tensor(overlap.window).mul_(transform_).to(device);
  gain_ = torch::tensor(overlap.gain).to(device);
}

torch::Tensor SoundSynthesis::in_time(const torch::Tensor& spectrum,
                                      const torch::Tensor& shape) const {
  const torch::Tensor padded =
      torch::constant_pad_nd(spectrum, {0, transform_ / 2 + 1 - spectrum.size(2)});
  const torch::Tensor samples = torch::fft::irfft(padded, transform_);
  const torch::Tensor framed =
      torch::cat({samples.slice(2, transform_ - window_ / 2), samples.slice(2, 0, window_ / 2)}, 2);
  return framed * torch::matmul(shape, to_time_).exp();
}

torch::Tensor SoundSynthesis::tones_of(const networks::SoundOutputs& outputs,
                                       const ToneLobes& tones) const {
  const torch::Tensor gains = outputs.tone_gains;  // [items][frames][bands]
  const int64_t items = gains.size(0), frames = gains.size(1), bands = gains.size(2);
  constexpr int64_t kLobeBins = features::Lobe::kMaxBins;
  const torch::Tensor below = tones.position.floor().clamp(0, static_cast<double>(bands - 2));
  const torch::Tensor place = tones.frame * bands + below.to(torch::kLong);
  const torch::Tensor flat = gains.reshape({-1});
  const torch::Tensor gain = torch::lerp(flat.index_select(0, place),
                                         flat.index_select(0, place + 1), tones.position - below)
                                 .exp();
  const torch::Tensor lobes = torch::view_as_real(tones.bins) * gain.view({-1, 1, 1});
  // A lobe at the end of the spectrum has room after it.
  const int64_t row = transform_ / 2 + 1 + kLobeBins;
  const torch::Tensor at = (tones.frame * row + tones.first).unsqueeze(1) +
                           torch::arange(kLobeBins, tones.first.options());
  const torch::Tensor spectrum = torch::zeros({items * frames * row, 2}, lobes.options())
                                     .index_add(0, at.view({-1}), lobes.view({-1, 2}));
  return torch::view_as_complex(spectrum.view({items, frames, row, 2}))
      .slice(2, 0, transform_ / 2 + 1);
}

torch::Tensor SoundSynthesis::noise_of(const networks::SoundOutputs& outputs,
                                       const SoundBatch& batch, int first_frame) const {
  const auto at_bins = [&](const torch::Tensor& x) {
    return torch::matmul(x.slice(1, first_frame), to_noise_);
  };
  const torch::Tensor rough = 0.5 + 0.5 * at_bins(outputs.roughness);
  return batch.noise.slice(1, first_frame) * at_bins(outputs.noise_gains).exp() *
         (1 + rough * (batch.noise_levels.slice(1, first_frame) - 1));
}

double SoundSynthesis::noise_share(const networks::SoundOutputs& outputs,
                                   const SoundBatch& batch) const {
  const torch::NoGradGuard no_gradient;
  const auto power = [&](const torch::Tensor& spectrum) {
    return torch::view_as_real(spectrum.slice(2, 0, bins_)).square().sum(3);
  };
  const torch::Tensor noise = power(noise_of(outputs, batch, 0));
  const torch::Tensor rest =
      power(tones_of(outputs, batch.tones)) + power(batch.attacks * outputs.rest_gains.exp());
  return (noise / (noise + rest + 1e-12)).mean().item<double>();
}

torch::Tensor SoundSynthesis::sound(const networks::SoundOutputs& outputs, const SoundBatch& batch,
                                    int first_frame) const {
  const auto from = [&](const torch::Tensor& x) { return x.slice(1, first_frame); };
  const torch::Tensor tones = from(tones_of(outputs, batch.tones));
  const torch::Tensor shaped =
      from(batch.attacks) *
      torch::polar(from(outputs.rest_gains).exp(), from(outputs.rest_phase).contiguous());
  const torch::Tensor noise = noise_of(outputs, batch, first_frame);
  const torch::Tensor rest =
      noise + torch::constant_pad_nd(shaped, {0, noise.size(2) - shaped.size(2)});
  torch::Tensor frames =
      in_time(tones, from(outputs.tone_shape)) + in_time(rest, from(outputs.rest_shape));
  frames = frames * hann_;
  // Overlap-add by whole hops.
  const int64_t items = frames.size(0), count = frames.size(1);
  const int64_t hops = (window_ + hop_ - 1) / hop_;
  frames =
      torch::constant_pad_nd(frames, {0, hops * hop_ - window_}).view({items, count, hops, hop_});
  torch::Tensor sum;
  for (int64_t h = 0; h < hops; ++h) {
    const torch::Tensor part = torch::constant_pad_nd(frames.select(2, h), {0, 0, h, hops - 1 - h});
    sum = sum.defined() ? sum + part : part;
  }
  return (sum * gain_).view({items, -1});
}

}  // namespace hemiola::training
