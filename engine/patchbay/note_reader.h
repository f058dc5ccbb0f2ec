// From harmony to notes: the way back of note_map.h, linear along pitch as well.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "patchbay/note_map.h"

namespace hemiola::patchbay {

// loudness[note] = bias[note] + sum over place of kernel[note - place + kBelow] * harmony[place],
// at least 0: the places that a note acts on tell of it. Does not own its numbers.
struct NoteReaderView {
  int places = 0, channels = 0;
  std::span<const float> kernel;  // [NoteMapView::kReach][channels]; empty: notes can't be read
  std::span<const float> bias;    // [places]

  bool empty() const { return kernel.empty(); }
  // [any thread] Wait-free. harmony: [places][channels]. loudness: [places], MIDI velocity / 127.
  void notes_of(std::span<const float> harmony, std::span<float> loudness) const noexcept;
};

// The same, with its numbers.
struct NoteReader {
  int places = 0, channels = 0;
  std::vector<float> kernel, bias;

  bool empty() const { return kernel.empty(); }
  NoteReaderView view() const { return {places, channels, kernel, bias}; }
};

// [any thread] Wait-free. The loudness of each pitch class, C first, of all places together.
std::array<float, 12> chroma_of(std::span<const float> loudness) noexcept;

}  // namespace hemiola::patchbay
