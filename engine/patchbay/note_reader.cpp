// Harmony to notes.
#include "patchbay/note_reader.h"

#include <algorithm>
#include <cstddef>

namespace hemiola::patchbay {

void NoteReaderView::notes_of(std::span<const float> harmony,
                              std::span<float> loudness) const noexcept {
  constexpr int kBelow = NoteMapView::kBelow, kAbove = NoteMapView::kAbove;
  for (int note = 0; note < places; ++note) {
    float sum = bias[static_cast<std::size_t>(note)];
    const int first = std::max(0, note - kAbove), last = std::min(places - 1, note + kBelow);
    for (int place = first; place <= last; ++place)
      for (int c = 0; c < channels; ++c)
        sum += harmony[static_cast<std::size_t>(place * channels + c)] *
               kernel[static_cast<std::size_t>((note - place + kBelow) * channels + c)];
    loudness[static_cast<std::size_t>(note)] = std::max(sum, 0.0f);
  }
}

std::array<float, 12> chroma_of(std::span<const float> loudness) noexcept {
  std::array<float, 12> chroma{};
  for (std::size_t place = 0; place < loudness.size(); ++place)
    chroma[(place + NoteMapView::kLowestMidi) % 12] += loudness[place];
  return chroma;
}

}  // namespace hemiola::patchbay
