// The shape of the two latents, and the pure functions that rotate and blend them.
#pragma once

#include <span>

namespace hemiola::patchbay {

// Harmony is laid out along pitch, place-major: channel = place * channels_a_place + c.
// One place is one semitone; the lowest place comes first.
struct LatentShape {
  int places = 0;
  int channels_a_place = 0;
  int rhythm = 0;

  int harmony() const { return places * channels_a_place; }
  int total() const { return harmony() + rhythm; }
  bool operator==(const LatentShape&) const = default;
};

// Wait-free, allocates nothing. Rolls by whole places, so that +12 then -12 is the identity to the
// bit; fractions interpolate linearly between the two neighbouring rolls. in and out don't overlap.
void rotate(std::span<const float> harmony, int channels_a_place, float semitones,
            std::span<float> out) noexcept;

// Wait-free. (1 - weight) a + weight b; weight 0 and 1 give a and b to the bit. Clamps weight.
void blend(std::span<const float> a, std::span<const float> b, float weight,
           std::span<float> out) noexcept;

}  // namespace hemiola::patchbay
