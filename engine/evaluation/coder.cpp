// One clip a core through a model's network.
#include "evaluation/coder.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "model/nets.h"

namespace hemiola::evaluation {
namespace {

// The network is asked directly: Model's own calls give the same bits for any batch, which takes
// eight times as long over whole clips, and no measure sees the difference of 1e-6.
using Nets = model::Model::Nets;

torch::Tensor as_tensor(const std::vector<float>& values, std::vector<int64_t> shape) {
  return torch::from_blob(const_cast<float*>(values.data()), std::move(shape));
}

std::vector<float> as_vector(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.to(torch::kCPU).contiguous();
  return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

}  // namespace

patchbay::LatentShape Coder::shape() const {
  const auto& config = model_->config();
  return {config.places, config.channels_a_place, config.rhythm};
}

Latents Coder::encode(const Bands& clip) const {
  const c10::InferenceMode guard;
  const Nets& nets = model_->nets();
  const auto& config = model_->config();
  const int64_t ahead = config.lookahead_frames;
  const torch::Tensor bands =
      torch::constant_pad_nd(as_tensor(clip.values, {1, clip.frames, config.geometry.bands}),
                             {0, 0, 0, ahead}, std::log(config.geometry.floor));
  model::Past past;
  const auto posterior = nets.network->encode(bands.to(nets.device), past);
  return {as_vector(nets.latent_harmony(posterior).slice(1, ahead)),
          as_vector(nets.latent_rhythm(posterior).slice(1, ahead)), clip.frames};
}

Bands Coder::decode(const Latents& clip, const FrameClock& clock) const {
  const c10::InferenceMode guard;
  const Nets& nets = model_->nets();
  const torch::Tensor harmony =
      as_tensor(clip.harmony, {1, clip.frames, shape().places, shape().channels_a_place});
  const torch::Tensor rhythm = as_tensor(clip.rhythm, {1, clip.frames, shape().rhythm});
  model::Past past;
  return {as_vector(nets.network->play(harmony.to(nets.device) / nets.harmony_scale,
                                         rhythm.to(nets.device) / nets.rhythm_scale, past)),
          clip.frames, clock};
}

std::vector<Latents> Coder::encode(const std::vector<Bands>& clips, const Report& report) const {
  std::vector<Latents> all(clips.size());
  in_parallel(
      static_cast<int>(clips.size()),
      [&](int i) { all[static_cast<std::size_t>(i)] = encode(clips[static_cast<std::size_t>(i)]); },
      report, "encoding");
  return all;
}

std::vector<Bands> Coder::decode(const std::vector<Latents>& clips, const FrameClock& clock,
                                 const Report& report) const {
  std::vector<Bands> all(clips.size());
  in_parallel(
      static_cast<int>(clips.size()),
      [&](int i) {
        all[static_cast<std::size_t>(i)] = decode(clips[static_cast<std::size_t>(i)], clock);
      },
      report, "decoding");
  return all;
}

Latents rotated(const Latents& latents, const patchbay::LatentShape& shape, double semitones) {
  Latents out = latents;
  const auto width = static_cast<std::size_t>(shape.harmony());
  for (std::size_t i = 0; i < latents.harmony.size(); i += width)
    patchbay::rotate({&latents.harmony[i], width}, shape.channels_a_place,
                     static_cast<float>(semitones), {&out.harmony[i], width});
  return out;
}

Latents crossed(const Latents& a, const Latents& b, const patchbay::LatentShape& shape) {
  Latents out{a.harmony, b.rhythm, std::min(a.frames, b.frames)};
  const auto frames = static_cast<std::size_t>(out.frames);
  out.harmony.resize(frames * static_cast<std::size_t>(shape.harmony()));
  out.rhythm.resize(frames * static_cast<std::size_t>(shape.rhythm));
  return out;
}

}  // namespace hemiola::evaluation
