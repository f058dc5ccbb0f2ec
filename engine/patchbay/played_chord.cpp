// Keeps the held notes and fades from chord to chord.
#include "patchbay/played_chord.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace hemiola::patchbay {

PlayedChord::PlayedChord(const LatentShape& shape)
    : loudness_(static_cast<std::size_t>(std::max(shape.places, 0))),
      chord_(static_cast<std::size_t>(std::max(shape.harmony(), 0))),
      last_(chord_.size()),
      from_(chord_.size()) {}

bool PlayedChord::hold(float midi, float velocity) noexcept {
  if (!std::isfinite(midi) || !std::isfinite(velocity)) return false;
  Note* const end = notes_.data() + count_;
  Note* const found =
      std::find_if(notes_.data(), end, [&](const Note& note) { return note.midi == midi; });
  if (velocity <= 0) {
    if (found == end) return true;
    *found = notes_[static_cast<std::size_t>(--count_)];
  } else {
    if (found == end && count_ == kMaxNotes) return false;
    if (found == end) ++count_;
    *found = {midi, std::min(velocity / kMaxVelocity, 1.0f)};
  }
  changed_ = true;
  return true;
}

void PlayedChord::end_all() noexcept {
  changed_ = changed_ || count_ > 0;
  count_ = 0;
}

void PlayedChord::reset() noexcept {
  count_ = 0;
  changed_ = false;
  arrival_.jump(1);
}

void PlayedChord::follow(const PlayedChord& other) noexcept {
  notes_ = other.notes_;
  count_ = other.count_;
  changed_ = count_ > 0;
  sounded_ = false;
}

void PlayedChord::process(const NoteMapView& map, int glide, std::span<float> harmony) noexcept {
  const bool plays = count_ > 0 && !map.empty();
  if (changed_) {
    changed_ = false;
    if (plays) compute(map);
    std::copy(last_.begin(), last_.end(), from_.begin());
    arrival_.jump(sounded_ && glide > 0 ? 0 : 1);
    arrival_.go(1, glide);
  }
  arrival_.step();
  if (plays) std::copy(chord_.begin(), chord_.end(), harmony.begin());
  if (arrival_.now() < 1) blend(from_, harmony, arrival_.now(), harmony);
  std::copy(harmony.begin(), harmony.end(), last_.begin());
  sounded_ = true;
}

void PlayedChord::compute(const NoteMapView& map) noexcept {
  std::fill(loudness_.begin(), loudness_.end(), 0.0f);
  for (int i = 0; i < count_; ++i) {
    const Note& note = notes_[static_cast<std::size_t>(i)];
    add_note(loudness_, note.midi, note.loudness);
  }
  map.harmony_of(loudness_, chord_);
}

}  // namespace hemiola::patchbay
