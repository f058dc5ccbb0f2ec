// Rotation and blending of latents.
#include "patchbay/latent.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace hemiola::patchbay {

void rotate(std::span<const float> harmony, int channels_per_place, float semitones,
            std::span<float> out) noexcept {
  const std::size_t size = std::min(harmony.size(), out.size());
  const auto channels = static_cast<std::size_t>(std::max(channels_per_place, 1));
  const std::size_t places = size / channels;
  if (places == 0) {
    std::copy_n(harmony.begin(), size, out.begin());
    return;
  }
  // In double, so that remainder and fraction are exact for any float.
  const double wanted = std::isfinite(semitones) ? semitones : 0.0;
  const double turn = std::fmod(wanted, static_cast<double>(places));
  const double whole = std::floor(turn);
  const auto fraction = static_cast<float>(turn - whole);
  const auto steps =
      static_cast<std::size_t>(whole < 0 ? whole + static_cast<double>(places) : whole);

  // A shift by `steps` places is one rotation of the flat array.
  const std::size_t rolled = places * channels;
  const std::size_t split = rolled - steps * channels;
  const float* in = harmony.data();
  std::copy(in + split, in + rolled, out.begin());
  std::copy(in, in + split, out.begin() + static_cast<std::ptrdiff_t>(steps * channels));
  std::copy(in + rolled, in + size, out.begin() + static_cast<std::ptrdiff_t>(rolled));
  if (fraction == 0.0f) return;

  // Mixes in the shift by one more place.
  std::size_t from = (split + rolled - channels) % rolled;
  for (std::size_t i = 0; i < rolled; ++i) {
    out[i] = (1.0f - fraction) * out[i] + fraction * in[from];
    if (++from == rolled) from = 0;
  }
}

void blend(std::span<const float> a, std::span<const float> b, float weight,
           std::span<float> out) noexcept {
  const std::size_t size = std::min({a.size(), b.size(), out.size()});
  if (!(weight > 0.0f)) {  // also if NaN
    std::copy_n(a.begin(), size, out.begin());
  } else if (weight >= 1.0f) {
    std::copy_n(b.begin(), size, out.begin());
  } else {
    for (std::size_t i = 0; i < size; ++i) out[i] = (1.0f - weight) * a[i] + weight * b[i];
  }
}

}  // namespace hemiola::patchbay
