// Runs whole sounds through model and patch bay, frame by frame as live.
#include "listening/offline_patcher.h"

#include <algorithm>
#include <cmath>

#include "measures/band_readings.h"

namespace hemiola::listening {

OfflinePatcher::OfflinePatcher(std::shared_ptr<const model::Model> model, double sample_rate)
    : coder_(std::move(model)), sample_rate_(sample_rate) {}

int OfflinePatcher::hop() const { return features::hop_samples(geometry(), sample_rate_); }

evaluation::Latents OfflinePatcher::encode(const std::vector<float>& log_bands) const {
  return coder_.encode(evaluation::Bands{log_bands,
                                         static_cast<int>(log_bands.size()) / geometry().bands,
                                         measures::clock_of(geometry(), sample_rate_)});
}

std::vector<float> OfflinePatcher::decode(const evaluation::Latents& latents) const {
  return coder_.decode(latents, measures::clock_of(geometry(), sample_rate_)).values;
}

evaluation::Latents OfflinePatcher::crossed(const evaluation::Latents& harmony_of,
                                            const evaluation::Latents& rhythm_of) const {
  return evaluation::crossed(harmony_of, rhythm_of, coder_.shape());
}

evaluation::Latents OfflinePatcher::patched(
    const evaluation::Latents& voice0, const evaluation::Latents& voice1,
    const std::vector<evaluation::TimedCommand>& moves) const {
  return evaluation::patched(voice0, voice1, coder_.shape(), moves);
}

std::vector<float> OfflinePatcher::decode_between(const evaluation::Latents& latents, int begin,
                                                  int end) const {
  const auto width = static_cast<std::size_t>(geometry().bands);
  const auto shape = coder_.shape();
  std::vector<float> bands(static_cast<std::size_t>(latents.frames) * width,
                           static_cast<float>(std::log(geometry().floor)));
  const auto part = [&](const std::vector<float>& values, int channels) {
    return std::vector<float>(values.begin() + begin * channels, values.begin() + end * channels);
  };
  const std::vector<float> sounding = decode(
      {part(latents.harmony, shape.harmony()), part(latents.rhythm, shape.rhythm), end - begin});
  std::copy(sounding.begin(), sounding.end(),
            bands.begin() + begin * static_cast<std::ptrdiff_t>(width));
  return bands;
}

}  // namespace hemiola::listening
