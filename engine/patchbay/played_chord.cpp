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
  share_ = 1;
  return true;
}

void PlayedChord::end_all() noexcept {
  changed_ = changed_ || count_ > 0;
  count_ = 0;
}

void PlayedChord::go_to(std::span<const VoiceSetting::Note> notes, float share,
                        int frames) noexcept {
  const auto same = [](const Note& own, const VoiceSetting::Note& other) {
    return own.midi == other.midi && own.loudness == std::min(other.velocity / kMaxVelocity, 1.0f);
  };
  const std::span<const Note> held(notes_.data(), static_cast<std::size_t>(count_));
  if (std::ranges::equal(held, notes, same) && (held.empty() || share == share_)) return;
  count_ = 0;
  for (const VoiceSetting::Note& note : notes) hold(note.midi, note.velocity);
  share_ = std::clamp(share, 0.0f, 1.0f);
  changed_ = true;
  frames_once_ = frames;
}

void PlayedChord::describe(VoiceSetting& setting) const {
  setting.notes.clear();
  for (int i = 0; i < count_; ++i) {
    const Note& note = notes_[static_cast<std::size_t>(i)];
    setting.notes.push_back({note.midi, note.loudness * kMaxVelocity});
  }
  setting.notes_share = count_ > 0 ? share_ : 0;
}

void PlayedChord::reset() noexcept {
  count_ = 0;
  share_ = 1;
  frames_once_ = -1;
  changed_ = false;
  arrival_.jump(1);
}

void PlayedChord::follow(const PlayedChord& other) noexcept {
  notes_ = other.notes_;
  count_ = other.count_;
  share_ = other.share_;
  changed_ = count_ > 0;
  sounded_ = false;
}

void PlayedChord::process(const NoteMapView& map, int glide, std::span<float> harmony) noexcept {
  const bool plays = count_ > 0 && !map.empty();
  if (changed_) {
    changed_ = false;
    if (plays) compute(map);
    std::copy(last_.begin(), last_.end(), from_.begin());
    const int frames = frames_once_ >= 0 ? frames_once_ : glide;
    frames_once_ = -1;
    arrival_.jump(sounded_ && frames > 0 ? 0 : 1);
    arrival_.go(1, frames);
  }
  arrival_.step();
  if (plays) blend(harmony, chord_, share_, harmony);
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
