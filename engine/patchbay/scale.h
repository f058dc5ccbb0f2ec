// The tones of a scale, and harmony that is pulled into it.
#pragma once

#include <array>
#include <span>

#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::patchbay {

// All methods are wait-free.
class Scale {
 public:
  static constexpr int kMaxTones = 32;

  // A pitch class, 0 is C; or a note of any octave; fractions too. False if there are 32 already,
  // or if it is no finite number.
  bool add(float tone) noexcept;
  void clear() noexcept { count_ = 0; }
  bool empty() const noexcept { return count_ == 0; }
  std::span<const float> tones() const noexcept {
    return {tones_.data(), static_cast<std::size_t>(count_)};
  }
  // The tone, in any octave, that is nearest to a note; of two the lower one. Not if empty.
  double nearest(double midi) const noexcept;

 private:
  std::array<float, kMaxTones> tones_{};  // 0 to 12
  int count_ = 0;
};

// [any thread] Wait-free. Adds to `change` what pulls the notes of a harmony to the nearest tones
// of a scale: the map's harmony of the notes that are read, at their new places, less that at their
// old ones. The rest of the harmony, which no note explains, stays. Nothing for an empty scale, map
// or reader. loudness: memory to work with, [places]. harmony, change: [places][channels].
void pull_into_scale(const NoteReaderView& reader, const NoteMapView& map, const Scale& scale,
                     std::span<const float> harmony, std::span<float> loudness,
                     std::span<float> change) noexcept;

}  // namespace hemiola::patchbay
