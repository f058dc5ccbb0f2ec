// A scale that a voice's harmony is pulled into.
#pragma once

#include <span>
#include <vector>

#include "patchbay/latent.h"
#include "patchbay/linear_ramp.h"
#include "patchbay/scale.h"
#include "patchbay/setting.h"

namespace hemiola::patchbay {

// For one thread. All but the constructors are wait-free.
class PlayedScale {
 public:
  PlayedScale() = default;  // of latents of no size
  explicit PlayedScale(const LatentShape& shape);

  // Ends the scale; tones that are added make the next one. False like Scale::add.
  void end() noexcept;
  bool add(float tone) noexcept;
  // How far notes are pulled, 0 to 1; takes `glide` frames.
  void pull(float strength, int glide) noexcept { strength_.go(strength, glide); }
  // Pulls into this scale from now on; takes `frames`.
  void go_to(std::span<const float> tones, float strength, int frames) noexcept;
  // Writes the scale and its strength; allocates.
  void describe(VoiceSetting& setting) const;
  // Ends the scale and its strength, without a glide.
  void reset() noexcept;
  // Takes the scale and strength of another.
  void follow(const PlayedScale& other) noexcept;
  // The next frame begins a new sound: nothing glides into it.
  void forget_sound() noexcept;

  // One frame of harmony, in place. Another scale takes `glide` frames to act.
  void process(const NoteReaderView& reader, const NoteMapView& map, int glide,
               std::span<float> harmony) noexcept;

 private:
  bool rests() const noexcept { return scale_.empty() && !changed_ && !arrival_.moving(); }

  Scale scale_;
  LinearRamp strength_{1};
  bool changed_ = false;
  int frames_once_ = -1;                     // of the change that begins, if not as all others
  LinearRamp arrival_{1};                    // of this scale
  std::vector<float> loudness_;              // [places]
  std::vector<float> change_, last_, from_;  // [harmony] what the scale adds
};

}  // namespace hemiola::patchbay
