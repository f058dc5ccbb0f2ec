// Held notes in the place of a voice's own harmony.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "patchbay/latent.h"
#include "patchbay/linear_ramp.h"
#include "patchbay/note_map.h"
#include "patchbay/setting.h"

namespace hemiola::patchbay {

// While notes are held, their harmony takes the place of what enters; else that passes. For one
// thread. All but the constructors are wait-free.
class PlayedChord {
 public:
  static constexpr int kMaxNotes = static_cast<int>(VoiceSetting::kMaxNotes);

  PlayedChord() = default;  // of latents of no size
  explicit PlayedChord(const LatentShape& shape);

  // Adds a note, or changes its velocity (of 127); 0 ends it. False if 32 are held already, or if a
  // number is not finite.
  bool hold(float midi, float velocity) noexcept;
  void end_all() noexcept;
  // Holds these notes and no others: they take this share of the place of what enters. This change
  // takes `frames`.
  void go_to(std::span<const VoiceSetting::Note> notes, float share, int frames) noexcept;
  // Writes the notes that are held and their share; allocates.
  void describe(VoiceSetting& setting) const;
  // Ends all notes without a glide.
  void reset() noexcept;
  // Holds the notes of another.
  void follow(const PlayedChord& other) noexcept;
  // The next frame begins a new sound: nothing glides into it.
  void forget_sound() noexcept { sounded_ = false; }

  // One frame. harmony: what enters, overwritten by what sounds. A change of the notes takes
  // `glide` frames; what was heard last crossfades into what is to be heard.
  void process(const NoteMapView& map, int glide, std::span<float> harmony) noexcept;

 private:
  struct Note {
    float midi = 0, loudness = 0;
  };
  void compute(const NoteMapView& map) noexcept;

  std::array<Note, kMaxNotes> notes_{};
  int count_ = 0;
  bool changed_ = false;
  float share_ = 1;       // of the notes, while some are held
  int frames_once_ = -1;  // of the change that begins, if not as all others
  bool sounded_ = false;  // there is a last frame
  LinearRamp arrival_{1};
  std::vector<float> loudness_;             // [places]
  std::vector<float> chord_, last_, from_;  // [harmony]
};

}  // namespace hemiola::patchbay
