// Streams each clip through the model, one clip per core.
#include "coding/coder.h"

#include <algorithm>
#include <cmath>

namespace hemiola::coding {

patchbay::LatentShape Coder::shape() const {
  const auto& config = model_->config();
  return {config.places, config.channels_per_place, config.rhythm};
}

Latents Coder::encode(const Bands& clip) const {
  const auto& config = model_->config();
  const auto count = [](int frames, int width) {
    return static_cast<std::size_t>(frames) * static_cast<std::size_t>(width);
  };
  const int ahead = config.lookahead_frames, frames = clip.frames + ahead;
  std::vector<float> bands = clip.values;
  bands.resize(count(frames, config.geometry.bands),
               static_cast<float>(std::log(config.geometry.floor)));
  Latents latents{std::vector<float>(count(frames, shape().harmony())),
                  std::vector<float>(count(frames, shape().rhythm)), clip.frames};
  const auto state = model_->make_encoder_state();
  model::StreamState* const states[] = {state.get()};
  model_->encode(states, frames, bands.data(), latents.harmony.data(), latents.rhythm.data());
  const auto drop_first = [](std::vector<float>& values, std::size_t how_many) {
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(how_many));
  };
  drop_first(latents.harmony, count(ahead, shape().harmony()));
  drop_first(latents.rhythm, count(ahead, shape().rhythm));
  return latents;
}

Bands Coder::decode(const Latents& clip, const measures::FrameClock& clock) const {
  std::vector<float> bands(static_cast<std::size_t>(clip.frames) *
                           static_cast<std::size_t>(model_->config().geometry.bands));
  const auto state = model_->make_decoder_state();
  model::StreamState* const states[] = {state.get()};
  model_->decode(states, clip.frames, clip.harmony.data(), clip.rhythm.data(), bands.data());
  return {std::move(bands), clip.frames, clock};
}

std::vector<Latents> Coder::encode(const std::vector<Bands>& clips,
                                   const ReportProgress& report) const {
  std::vector<Latents> all(clips.size());
  in_parallel(
      static_cast<int>(clips.size()),
      [&](int i) { all[static_cast<std::size_t>(i)] = encode(clips[static_cast<std::size_t>(i)]); },
      report, "encoding");
  return all;
}

std::vector<Bands> Coder::decode(const std::vector<Latents>& clips,
                                 const measures::FrameClock& clock,
                                 const ReportProgress& report) const {
  std::vector<Bands> all(clips.size());
  in_parallel(
      static_cast<int>(clips.size()),
      [&](int i) {
        all[static_cast<std::size_t>(i)] = decode(clips[static_cast<std::size_t>(i)], clock);
      },
      report, "decoding");
  return all;
}

Latents patched(const Latents& voice0, const Latents& voice1, const patchbay::LatentShape& shape,
                const std::vector<TimedCommand>& commands) {
  const auto harmony = static_cast<std::size_t>(shape.harmony());
  const auto rhythm = static_cast<std::size_t>(shape.rhythm);
  Latents beside = crossed(voice0, voice0, shape), out = crossed(voice1, voice1, shape);
  out.frames = std::min(beside.frames, out.frames);
  patchbay::PatchBay bay(shape, 2);
  for (int t = 0; t < out.frames; ++t) {
    for (const TimedCommand& timed : commands)
      if (timed.frame == t) bay.apply(timed.command);
    const auto at = static_cast<std::size_t>(t);
    const patchbay::VoiceFrame frames[] = {
        {0, &beside.harmony[at * harmony], &beside.rhythm[at * rhythm]},
        {1, &out.harmony[at * harmony], &out.rhythm[at * rhythm]}};
    bay.process(frames);
  }
  out.harmony.resize(static_cast<std::size_t>(out.frames) * harmony);
  out.rhythm.resize(static_cast<std::size_t>(out.frames) * rhythm);
  return out;
}

Latents rotated(const Latents& latents, const patchbay::LatentShape& shape, double semitones) {
  return patched(
      latents, latents, shape,
      {{0, {1, patchbay::Part::harmony, patchbay::Verb::rotate, static_cast<float>(semitones)}}});
}

Latents crossed(const Latents& a, const Latents& b, const patchbay::LatentShape& shape) {
  Latents out{a.harmony, b.rhythm, std::min(a.frames, b.frames)};
  const auto frames = static_cast<std::size_t>(out.frames);
  out.harmony.resize(frames * static_cast<std::size_t>(shape.harmony()));
  out.rhythm.resize(frames * static_cast<std::size_t>(shape.rhythm));
  return out;
}

}  // namespace hemiola::coding
