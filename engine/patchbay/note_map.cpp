// Notes to harmony.
#include "patchbay/note_map.h"

#include <algorithm>
#include <cmath>

namespace hemiola::patchbay {
namespace {

// Calls take with each place of a note that is in range, and its share.
template <typename Take>
void share_note(int places, double midi, Take take) noexcept {
  const double at = midi - NoteMapView::kLowestMidi;
  if (!(at > -1 && at < static_cast<double>(places))) return;  // also if NaN
  const int below = static_cast<int>(std::floor(at));
  const auto share = static_cast<float>(at - std::floor(at));
  if (below >= 0) take(below, 1 - share);
  if (share > 0 && below + 1 < places) take(below + 1, share);
}

}  // namespace

void NoteMapView::harmony_of(std::span<const float> loudness,
                             std::span<float> harmony) const noexcept {
  std::copy(bias.begin(), bias.end(), harmony.begin());
  const float one = share_of_one(loudness);
  for (int note = 0; note < places; ++note)
    if (const float amount = loudness[static_cast<std::size_t>(note)]; amount != 0)
      add_place(note, one * amount, harmony);
}

float NoteMapView::share_of_one(std::span<const float> loudness) noexcept {
  float squares = 0;
  for (const float x : loudness) squares += x * x;
  return 1 / std::max(std::sqrt(squares), kFadesBelow);
}

float NoteMapView::weight(int r, int midi) noexcept {
  const float at = std::clamp(static_cast<float>(midi - kFirstRegister) / kRegisterStep, 0.0f,
                              static_cast<float>(kRegisters - 1));
  return std::max(0.0f, 1 - std::abs(at - static_cast<float>(r)));
}

void NoteMapView::add_place(int note, float share, std::span<float> harmony) const noexcept {
  const int first = std::max(0, note - kAbove), last = std::min(places - 1, note + kBelow);
  for (int r = 0; r < kRegisters; ++r) {
    const float amount = share * weight(r, note + kLowestMidi);
    if (amount == 0) continue;
    const float* values = kernel.data() + static_cast<std::ptrdiff_t>(r) * kReach * channels;
    for (int place = first; place <= last; ++place)
      for (int c = 0; c < channels; ++c)
        harmony[static_cast<std::size_t>(place * channels + c)] +=
            amount * values[(note - place + kBelow) * channels + c];
  }
}

void NoteMapView::add_note(double midi, float share, std::span<float> harmony) const noexcept {
  share_note(places, midi, [&](int note, float part) { add_place(note, part * share, harmony); });
}

void add_note(std::span<float> loudness, double midi, float note_loudness) noexcept {
  share_note(static_cast<int>(loudness.size()), midi, [&](int note, float share) {
    loudness[static_cast<std::size_t>(note)] += share * note_loudness;
  });
}

}  // namespace hemiola::patchbay
