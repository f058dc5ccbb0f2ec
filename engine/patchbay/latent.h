// The shape of the two latents, and functions that rotate and blend them.
#pragma once

#include <span>

namespace hemiola::patchbay {

// Harmony is ordered along pitch, place by place: channel = place * channels_per_place + c. One
// place is one semitone; the lowest place comes first. Sizes are numbers of channels.
struct LatentShape {
  int places = 0;
  int channels_per_place = 0;
  int rhythm = 0;

  int harmony() const { return places * channels_per_place; }
  int total() const { return harmony() + rhythm; }
  bool operator==(const LatentShape&) const = default;
};

// [any thread] Wait-free. Shifts harmony up by semitones, with wrap-around. Whole semitones only
// move values, so +12 then -12 gives the same bits; fractions interpolate linearly between the two
// neighbouring shifts. in and out must not overlap.
void rotate(std::span<const float> harmony, int channels_per_place, float semitones,
            std::span<float> out) noexcept;

// [any thread] Wait-free. (1 - weight) a + weight b, weight clamped; exactly a at 0 and b at 1.
void blend(std::span<const float> a, std::span<const float> b, float weight,
           std::span<float> out) noexcept;

}  // namespace hemiola::patchbay
