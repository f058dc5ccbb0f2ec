// Batches of clips of equal length through a model.
#include "evaluation/coder.h"

#include <algorithm>
#include <cmath>

namespace hemiola::evaluation {
namespace {

constexpr int kBatch = 4;  // clips in one call: enough for all cores, little memory

// Runs of at most kBatch neighbours of equal length.
void in_batches(std::size_t count, const std::function<int(std::size_t)>& frames_of,
                const Report& report, const char* what,
                const std::function<void(std::size_t first, std::size_t size, int frames)>& work) {
  for (std::size_t first = 0; first < count;) {
    std::size_t size = 1;
    while (size < kBatch && first + size < count && frames_of(first + size) == frames_of(first))
      ++size;
    work(first, size, frames_of(first));
    first += size;
    if (report) report(static_cast<double>(first) / static_cast<double>(count), what);
  }
}

template <typename Make>
std::vector<std::shared_ptr<model::StreamState>> fresh_states(std::size_t count, Make make) {
  std::vector<std::shared_ptr<model::StreamState>> states;
  for (std::size_t i = 0; i < count; ++i) states.push_back(make());
  return states;
}

std::vector<model::StreamState*> pointers(
    const std::vector<std::shared_ptr<model::StreamState>>& states) {
  std::vector<model::StreamState*> all;
  for (const auto& state : states) all.push_back(state.get());
  return all;
}

// Row `row` of [rows][frames + skipped][width], without the first frames.
std::vector<float> take_row(const std::vector<float>& all, std::size_t row, std::size_t frames,
                            std::size_t skipped, std::size_t width) {
  const auto begin =
      all.begin() + static_cast<std::ptrdiff_t>((row * (frames + skipped) + skipped) * width);
  return {begin, begin + static_cast<std::ptrdiff_t>(frames * width)};
}

}  // namespace

patchbay::LatentShape Coder::shape() const {
  const auto& config = model_->config();
  return {config.places, config.channels_a_place, config.rhythm};
}

std::vector<Latents> Coder::encode(const std::vector<Bands>& clips, const Report& report) const {
  const auto& config = model_->config();
  const auto bands = static_cast<std::size_t>(config.geometry.bands);
  const auto ahead = static_cast<std::size_t>(config.lookahead_frames);
  const auto harmony = static_cast<std::size_t>(shape().harmony());
  const auto rhythm = static_cast<std::size_t>(shape().rhythm);
  const auto silence = static_cast<float>(std::log(config.geometry.floor));
  std::vector<Latents> all(clips.size());
  const auto work = [&](std::size_t first, std::size_t size, int frames) {
    const std::size_t length = static_cast<std::size_t>(frames) + ahead;
    std::vector<float> in(size * length * bands, silence);
    for (std::size_t i = 0; i < size; ++i)
      std::copy(clips[first + i].values.begin(), clips[first + i].values.end(),
                in.begin() + static_cast<std::ptrdiff_t>(i * length * bands));
    std::vector<float> h(size * length * harmony), r(size * length * rhythm);
    const auto states = fresh_states(size, [&] { return model_->make_encoder_state(); });
    model_->encode(pointers(states), static_cast<int>(length), in.data(), h.data(), r.data());
    for (std::size_t i = 0; i < size; ++i)
      all[first + i] = {take_row(h, i, static_cast<std::size_t>(frames), ahead, harmony),
                        take_row(r, i, static_cast<std::size_t>(frames), ahead, rhythm), frames};
  };
  in_batches(
      clips.size(), [&](std::size_t i) { return clips[i].frames; }, report, "encoding", work);
  return all;
}

std::vector<Bands> Coder::decode(const std::vector<Latents>& clips, const FrameClock& clock,
                                 const Report& report) const {
  const auto bands = static_cast<std::size_t>(model_->config().geometry.bands);
  std::vector<Bands> all(clips.size());
  const auto work = [&](std::size_t first, std::size_t size, int frames) {
    const auto length = static_cast<std::size_t>(frames);
    std::vector<float> h, r, out(size * length * bands);
    for (std::size_t i = 0; i < size; ++i) {
      h.insert(h.end(), clips[first + i].harmony.begin(), clips[first + i].harmony.end());
      r.insert(r.end(), clips[first + i].rhythm.begin(), clips[first + i].rhythm.end());
    }
    const auto states = fresh_states(size, [&] { return model_->make_decoder_state(); });
    model_->decode(pointers(states), frames, h.data(), r.data(), out.data());
    for (std::size_t i = 0; i < size; ++i)
      all[first + i] = {take_row(out, i, length, 0, bands), frames, clock};
  };
  in_batches(
      clips.size(), [&](std::size_t i) { return clips[i].frames; }, report, "decoding", work);
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
