// Adds what a scale changes, and fades from scale to scale.
#include "patchbay/played_scale.h"

#include <algorithm>
#include <cstddef>

namespace hemiola::patchbay {

PlayedScale::PlayedScale(const LatentShape& shape)
    : loudness_(static_cast<std::size_t>(std::max(shape.places, 0))),
      change_(static_cast<std::size_t>(std::max(shape.harmony(), 0))),
      last_(change_.size()),
      from_(change_.size()) {}

void PlayedScale::end() noexcept {
  changed_ = changed_ || !scale_.empty();
  scale_.clear();
}

bool PlayedScale::add(float tone) noexcept {
  if (!scale_.add(tone)) return false;
  changed_ = true;
  return true;
}

void PlayedScale::go_to(std::span<const float> tones, float strength, int frames) noexcept {
  strength_.restart(strength, frames);
  if (std::ranges::equal(tones, scale_.tones())) return;
  scale_.clear();
  for (const float tone : tones) scale_.add(tone);
  changed_ = true;
  frames_once_ = frames;
}

void PlayedScale::describe(VoiceSetting& setting) const {
  setting.scale.assign(scale_.tones().begin(), scale_.tones().end());
  setting.pull = strength_.now();
}

void PlayedScale::reset() noexcept {
  frames_once_ = -1;
  scale_.clear();
  strength_.jump(1);
  changed_ = false;
  arrival_.jump(1);
  forget_sound();
}

void PlayedScale::follow(const PlayedScale& other) noexcept {
  scale_ = other.scale_;
  strength_ = other.strength_;
  changed_ = false;
  arrival_.jump(1);
  forget_sound();
}

void PlayedScale::forget_sound() noexcept { std::fill(last_.begin(), last_.end(), 0.0f); }

void PlayedScale::process(const NoteReaderView& reader, const NoteMapView& map, int glide,
                          std::span<float> harmony) noexcept {
  strength_.step();
  if (rests()) return;
  if (changed_) {
    changed_ = false;
    std::copy(last_.begin(), last_.end(), from_.begin());
    arrival_.jump(0);
    arrival_.restart(1, frames_once_ >= 0 ? frames_once_ : glide);
    frames_once_ = -1;
  }
  arrival_.step();
  std::fill(change_.begin(), change_.end(), 0.0f);
  if (strength_.now() > 0) pull_into_scale(reader, map, scale_, harmony, loudness_, change_);
  for (float& x : change_) x *= strength_.now();
  if (arrival_.now() < 1) blend(from_, change_, arrival_.now(), change_);
  for (std::size_t i = 0; i < change_.size(); ++i) harmony[i] += change_[i];
  std::copy(change_.begin(), change_.end(), last_.begin());
}

}  // namespace hemiola::patchbay
