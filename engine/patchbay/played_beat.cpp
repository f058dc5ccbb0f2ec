// Keeps the last hits and gives the rhythm back when they end.
#include "patchbay/played_beat.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "patchbay/latent.h"
#include "patchbay/note_map.h"

namespace hemiola::patchbay {

PlayedBeat::PlayedBeat(int rhythm) : last_(static_cast<std::size_t>(std::max(rhythm, 0))) {}

bool PlayedBeat::strike(int kind, float velocity) noexcept {
  if (kind < 0 || kind >= kHits || !std::isfinite(velocity)) return false;
  if (velocity <= 0) return true;
  hits_.strike(kind, velocity / kMaxVelocity);
  plays_ = true;
  ended_ = false;
  return true;
}

void PlayedBeat::end() noexcept {
  ended_ = ended_ || plays_;
  plays_ = false;
  hits_.clear();
}

void PlayedBeat::reset() noexcept {
  plays_ = ended_ = false;
  hits_.clear();
  release_.jump(1);
}

void PlayedBeat::follow(const PlayedBeat& other) noexcept {
  plays_ = other.plays_;
  hits_ = other.hits_;
  ended_ = false;
  release_.jump(1);
  sounded_ = false;
}

void PlayedBeat::process(const BeatMapView& map, float frame_seconds, int glide,
                         std::span<float> rhythm) noexcept {
  if (ended_) {
    ended_ = false;
    release_.jump(sounded_ && glide > 0 ? 0 : 1);
    release_.go(1, glide);
  }
  if (plays_ && !map.empty()) {
    map.rhythm_of(hits_, rhythm);
    hits_.pass(frame_seconds);
    std::copy(rhythm.begin(), rhythm.end(), last_.begin());
    sounded_ = true;
    release_.jump(1);
    return;
  }
  release_.step();
  if (release_.now() < 1) blend(last_, rhythm, release_.now(), rhythm);
}

}  // namespace hemiola::patchbay
