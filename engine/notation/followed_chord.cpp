// Smooths pitch classes, and names a chord when it has lasted.
#include "notation/followed_chord.h"

#include <cmath>
#include <cstddef>

namespace hemiola::notation {
namespace {

constexpr double kSmoothSeconds = 0.25, kLastsSeconds = 0.1;

}  // namespace

bool FollowedChord::follow(const std::array<float, 12>& chroma, double frame_seconds) {
  const auto share = static_cast<float>(1 - std::exp(-frame_seconds / kSmoothSeconds));
  for (std::size_t i = 0; i < chroma.size(); ++i) {
    smooth_[i] += share * (chroma[i] - smooth_[i]);
    if (!std::isfinite(smooth_[i])) smooth_[i] = 0;
  }
  const NamedChord now = name_chord(smooth_);
  if (now.name == chord_.name) {
    chord_.certainty = now.certainty;
    next_ = chord_;
    return false;
  }
  next_seconds_ = now.name == next_.name ? next_seconds_ + frame_seconds : frame_seconds;
  next_ = now;
  if (next_seconds_ < kLastsSeconds) return false;
  chord_ = now;
  return true;
}

}  // namespace hemiola::notation
