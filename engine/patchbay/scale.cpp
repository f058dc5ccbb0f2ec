// Moves notes to the tones of a scale.
#include "patchbay/scale.h"

#include <cmath>
#include <cstddef>

namespace hemiola::patchbay {

bool Scale::add(float tone) noexcept {
  if (!std::isfinite(tone) || count_ == kMaxTones) return false;
  tones_[static_cast<std::size_t>(count_++)] = tone - 12 * std::floor(tone / 12);
  return true;
}

double Scale::nearest(double midi) const noexcept {
  double best = 12;
  for (int i = 0; i < count_; ++i) {
    double away = tones_[static_cast<std::size_t>(i)] - midi;
    away -= 12 * std::ceil(away / 12 - 0.5);  // over -6 to 6
    if (std::abs(away) < std::abs(best) || (away == -best && away < 0)) best = away;
  }
  return midi + best;
}

void pull_into_scale(const NoteReaderView& reader, const NoteMapView& map, const Scale& scale,
                     std::span<const float> harmony, std::span<float> loudness,
                     std::span<float> change) noexcept {
  if (scale.empty() || map.empty() || reader.empty()) return;
  reader.notes_of(harmony, loudness);
  const float one = NoteMapView::share_of_one(loudness);
  for (std::ptrdiff_t place = 0; place < std::ssize(loudness); ++place) {
    const float amount = one * loudness[static_cast<std::size_t>(place)];
    if (amount == 0) continue;
    const auto midi = static_cast<double>(place + NoteMapView::kLowestMidi);
    const double moved = scale.nearest(midi);
    if (moved == midi) continue;
    map.add_note(midi, -amount, change);
    map.add_note(moved, amount, change);
  }
}

}  // namespace hemiola::patchbay
