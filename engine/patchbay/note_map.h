// From notes to harmony: a map along pitch, the same at every place but for a bias and the
// register.
#pragma once

#include <span>
#include <vector>

namespace hemiola::patchbay {

// harmony[place][channel] = bias[place][channel]
//                   + sum over offset of kernel(note)[offset][channel] * share[note = place +
//                   offset]
// share: loudness over the root of all notes' squared loudness: how loud a chord is, rhythm says,
// and harmony does not. kernel(note): between those of the two registers around the note. Does not
// own its numbers.
struct NoteMapView {
  // Semitones below and above a place from which notes act on it: a note's partials lie above it,
  // and its lower neighbours mask it.
  static constexpr int kBelow = 30, kAbove = 49;
  static constexpr int kReach = kBelow + 1 + kAbove;
  static constexpr int kLowestMidi = 24;  // C1, the note of place 0
  // Kernels: of C2, C4 and C6; beyond these the outer ones.
  static constexpr int kRegisters = 3;
  static constexpr int kFirstRegister = 36, kRegisterStep = 24;  // MIDI numbers
  // Notes that are softer all together than this fade out, instead of being made as loud as others.
  static constexpr float kFadesBelow = 0.3f;

  int places = 0, channels = 0;
  std::span<const float> kernel;  // [kRegisters][kReach][channels], offset -kBelow first; or empty
  std::span<const float> bias;    // [places][channels]

  bool empty() const { return kernel.empty(); }
  // [any thread] Wait-free. loudness: [places], of the note at each place: MIDI velocity / 127.
  // harmony: [places][channels].
  void harmony_of(std::span<const float> loudness, std::span<float> harmony) const noexcept;
  // [any thread] Wait-free. Adds what a note does to the harmony; fractions of a semitone are
  // shared between two places.
  void add_note(double midi, float share, std::span<float> harmony) const noexcept;
  // [any thread] Wait-free. What a loudness becomes as a share; loudness: [places], of all notes.
  static float share_of_one(std::span<const float> loudness) noexcept;
  // How much of the kernel of register r is in that of a note.
  static float weight(int r, int midi) noexcept;

 private:
  void add_place(int note, float share, std::span<float> harmony) const noexcept;
};

// The same, with its numbers.
struct NoteMap {
  int places = 0, channels = 0;
  std::vector<float> kernel, bias;

  bool empty() const { return kernel.empty(); }
  NoteMapView view() const { return {places, channels, kernel, bias}; }
};

inline constexpr float kMaxVelocity = 127;  // of MIDI, loudness 1
// Of notes that come without: practice music plays at about 90.
inline constexpr float kUsualVelocity = 100;

// [any thread] Wait-free. Adds a note to a loudness per place. Fractions of a semitone are shared
// between two places; notes outside of the places are left out.
void add_note(std::span<float> loudness, double midi, float note_loudness) noexcept;

}  // namespace hemiola::patchbay
