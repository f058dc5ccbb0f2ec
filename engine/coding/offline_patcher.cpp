// Runs whole sounds through model and patch bay, frame by frame as live.
#include "coding/offline_patcher.h"

#include <algorithm>
#include <cmath>

#include "measures/band_readings.h"

namespace hemiola::coding {

OfflinePatcher::OfflinePatcher(std::shared_ptr<const model::Model> model, double sample_rate)
    : coder_(std::move(model)), sample_rate_(sample_rate) {}

int OfflinePatcher::hop() const { return features::hop_samples(geometry(), sample_rate_); }

Latents OfflinePatcher::encode(const std::vector<float>& log_bands) const {
  return coder_.encode(Bands{log_bands, static_cast<int>(log_bands.size()) / geometry().bands,
                             measures::clock_of(geometry(), sample_rate_)});
}

std::vector<float> OfflinePatcher::decode(const Latents& latents) const {
  return coder_.decode(latents, measures::clock_of(geometry(), sample_rate_)).values;
}

Latents OfflinePatcher::crossed(const Latents& harmony_of, const Latents& rhythm_of) const {
  return coding::crossed(harmony_of, rhythm_of, coder_.shape());
}

Latents OfflinePatcher::patched(const Latents& voice0, const Latents& voice1,
                                const std::vector<TimedCommand>& moves) const {
  return coding::patched(voice0, voice1, coder_.shape(), moves);
}

std::vector<float> OfflinePatcher::decode_between(const Latents& latents, int begin,
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

}  // namespace hemiola::coding
