// Notes to harmony.
#include "patchbay/note_map.h"

#include <algorithm>
#include <cmath>

namespace hemiola::patchbay {

void NoteMapView::harmony_of(std::span<const float> loudness,
                             std::span<float> harmony) const noexcept {
  std::copy(bias.begin(), bias.end(), harmony.begin());
  for (int note = 0; note < places; ++note) {
    const float amount = loudness[static_cast<std::size_t>(note)];
    if (amount == 0) continue;
    const int first = std::max(0, note - kAbove), last = std::min(places - 1, note + kBelow);
    for (int place = first; place <= last; ++place)
      for (int c = 0; c < channels; ++c)
        harmony[static_cast<std::size_t>(place * channels + c)] +=
            amount * kernel[static_cast<std::size_t>((note - place + kBelow) * channels + c)];
  }
}

void add_note(std::span<float> loudness, double midi, float note_loudness) noexcept {
  const double at = midi - NoteMapView::kLowestMidi;
  if (!(at > -1 && at < static_cast<double>(loudness.size()))) return;  // also if NaN
  const double below = std::floor(at);
  const auto share = static_cast<float>(at - below);
  const auto place = static_cast<std::ptrdiff_t>(below);
  if (place >= 0) loudness[static_cast<std::size_t>(place)] += (1 - share) * note_loudness;
  if (share > 0 && place + 1 < std::ssize(loudness))
    loudness[static_cast<std::size_t>(place + 1)] += share * note_loudness;
}

}  // namespace hemiola::patchbay
