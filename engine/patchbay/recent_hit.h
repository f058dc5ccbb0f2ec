// Chooses the moment at which a rhythm is frozen: held between two hits it would be soft.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace hemiola::patchbay {

// When a rhythm is frozen.
enum class FreezeAt {
  hit,  // the strongest hit of the last one or two seconds; if there is none, now
  now,  // when the command arrives
};

// Stores the strongest recent hit. For one thread; wait-free.
class RecentHit {
 public:
  static constexpr std::size_t kMaxChannels = 512;
  // A hit is a sudden change: the distance between frames grows by more than this (for channels of
  // standard deviation one), as in HemiolaTrigger.
  static constexpr float kRise = 0.35f;
  // The frame of the largest change is half way into the hit; two frames later it is complete.
  // Measured with drums over a pad at -24 dB: 0 frames -28 dB, 1 -11, 2 to 6 -13 to -16.
  static constexpr int kSettles = 2;
  // Length in frames of each of two spans, the current and the previous one: about one second.
  static constexpr int kSpan = 94;

  // Discards all stored rhythms.
  void reset() noexcept { *this = {}; }
  // Adds the rhythm of the next frame. [channels]
  void add(std::span<const float> rhythm) noexcept {
    const std::size_t size = std::min(rhythm.size(), kMaxChannels);
    const float motion = heard_ ? distance(rhythm.first(size)) : 0.0f;
    const bool hit = motion > motion_ + kRise && motion > present_.strength;
    if (hit) {
      present_.strength = motion;
      settling_ = kSettles + 1;
    }
    if (settling_ > 0) {
      std::copy_n(rhythm.begin(), size, present_.rhythm.begin());
      --settling_;
    }
    std::copy_n(rhythm.begin(), size, last_.begin());
    motion_ = motion;
    heard_ = true;
    if (++age_ < kSpan || settling_ > 0) return;
    before_ = present_;
    present_.strength = 0;
    age_ = 0;
  }
  // Replaces rhythm [channels] by the one to hold now; unchanged if there was no hit.
  void replace(std::span<float> rhythm) const noexcept {
    const bool whole = settling_ == 0 || before_.strength == 0;
    const Hit& strongest = whole && present_.strength >= before_.strength ? present_ : before_;
    if (strongest.strength > 0)
      std::copy_n(strongest.rhythm.begin(), std::min(rhythm.size(), kMaxChannels), rhythm.begin());
  }

 private:
  using Rhythm = std::array<float, kMaxChannels>;
  struct Hit {
    float strength = 0;  // 0: no hit
    Rhythm rhythm{};
  };

  // RMS difference from the last frame; NaN if an input is NaN, which counts as no hit.
  float distance(std::span<const float> rhythm) const noexcept {
    float sum = 0;
    for (std::size_t i = 0; i < rhythm.size(); ++i)
      sum += (rhythm[i] - last_[i]) * (rhythm[i] - last_[i]);
    return rhythm.empty() ? 0.0f : std::sqrt(sum / static_cast<float>(rhythm.size()));
  }

  Hit present_, before_;
  Rhythm last_{};
  float motion_ = 0;
  int settling_ = 0;
  int age_ = 0;
  bool heard_ = false;
};

}  // namespace hemiola::patchbay
