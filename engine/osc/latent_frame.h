// The latents of one voice in one frame, passed from the worker to the OSC thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace hemiola::osc {

inline constexpr std::size_t kMaxLatents = 512;  // harmony and rhythm together

struct LatentFrame {
  int voice = 0;
  std::int64_t number = 0;
  double frame_seconds = 0;
  int harmony_channels = 0;
  int rhythm_channels = 0;
  std::array<float, kMaxLatents> values;  // harmony, then rhythm
  // The loudness of each pitch class in the harmony, C first; where somebody wants it and the model
  // can tell.
  std::optional<std::array<float, 12>> chroma = {};

  std::span<const float> harmony() const {
    return {values.data(), static_cast<std::size_t>(harmony_channels)};
  }
  std::span<const float> rhythm() const {
    return {values.data() + harmony_channels, static_cast<std::size_t>(rhythm_channels)};
  }
};

}  // namespace hemiola::osc
