// What a frozen rhythm is held as. A rhythm says how much sounds at its moment: held between two
// hits it is the silence between them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace hemiola::patchbay {

// At which moment a rhythm is frozen.
enum class FreezeAt {
  hit,  // the strongest hit of the last second or two; where there was none, now
  now,  // the moment at which the command comes
};

// Remembers the strongest of the recent hits. For one thread; allocates nothing.
class RecentHit {
 public:
  static constexpr std::size_t kMaxChannels = 512;
  // A hit is a sudden move: further from frame to frame than before by so much (of a spread of one
  // a channel), as HemiolaTrigger takes it.
  static constexpr float kRise = 0.35f;
  // The frame of the largest move is half way into the hit, two later it is all there. Measured on
  // a drum pattern over a pad at -24 dB: 0 frames -28 dB, 1 -11, 2 to 6 -13 to -16.
  static constexpr int kSettles = 2;
  // Frames of one of two spans, the present one and the one before it: about a second each.
  static constexpr int kSpan = 94;

  // Forgets what was heard.
  void reset() noexcept { *this = {}; }
  // The next frame's rhythm.
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
  // The rhythm to hold at this moment, in place of the one that is given.
  void replace(std::span<float> rhythm) const noexcept {
    const bool whole = settling_ == 0 || before_.strength == 0;
    const Hit& strongest = whole && present_.strength >= before_.strength ? present_ : before_;
    if (strongest.strength > 0)
      std::copy_n(strongest.rhythm.begin(), std::min(rhythm.size(), kMaxChannels), rhythm.begin());
  }

 private:
  using Rhythm = std::array<float, kMaxChannels>;
  struct Hit {
    float strength = 0;  // 0: there was none
    Rhythm rhythm{};
  };

  // NaN where a number is none: then there is no hit.
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
