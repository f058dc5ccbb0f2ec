// The patch bay of all voices: rotate, freeze, blend and route, driven by commands.
#pragma once

#include <span>
#include <vector>

#include "patchbay/latent.h"
#include "patchbay/linear_ramp.h"
#include "patchbay/recent_hit.h"

namespace hemiola::patchbay {

enum class Part { harmony, rhythm };
enum class Verb { rotate, freeze, from, reset, glide };

// What OSC (or anyone) asks of one voice. voice -1 means all voices.
struct Command {
  int voice = 0;
  Part part = Part::harmony;
  Verb verb = Verb::rotate;
  // rotate: semitones; freeze: 0 or 1; from: the source voice; glide: frames (on its way from OSC,
  // which knows no frames, seconds)
  float value = 0;
  // from: 0 keeps the own latent, 1 takes the source's; freeze: the FreezeAt of a rhythm
  float weight = 1;
};

// What glides, and how: a rotation slides in semitones, so that on its way a chord is itself,
// transposed, and not two chords at once; a route moves over as shares of the voices that it mixes,
// all of them running; what was frozen melts into what runs. Freezing is at once: a harmony is
// held as it sounds, a rhythm as it was at a hit (recent_hit.h).

// One voice's latents of the current frame, read and overwritten in place.
struct VoiceFrame {
  int voice;
  float* harmony;  // [shape.harmony()]
  float* rhythm;   // [shape.rhythm]
};

class PatchBay {
 public:
  PatchBay(LatentShape shape, int voices);

  // [worker thread, as all of it] Wait-free. False where the voice or the source voice does
  // not exist, or rhythm is to be rotated; values are clamped to their range by the caller (osc).
  bool apply(const Command& command) noexcept;
  // Takes over the settings of another bay of as many voices; no sound.
  void follow(const PatchBay& other);
  // Forgets the sound of one voice (a new synth took it), its settings kept; a frozen voice holds
  // the new sound's first frame. Wait-free.
  void forget(int voice) noexcept;
  // One frame of all active voices. Order for each voice and part: route (from the sources' fresh
  // latents of this same frame; a source that is not active holds its last), freeze, rotate.
  // Allocates nothing.
  void process(std::span<const VoiceFrame> frames) noexcept;

  const LatentShape& shape() const noexcept { return shape_; }
  int voices() const noexcept { return static_cast<int>(voices_.size()); }

 private:
  struct PartState {
    LinearRamp rotation{0};  // semitones
    int glide = 0;           // frames that a change takes
    bool frozen = false;
    FreezeAt freeze_at = FreezeAt::hit;  // of a rhythm
    bool holding = false;
    LinearRamp melted{1};  // 0: what is held, 1: what runs
    int from = -1;
    float weight = 1;
    // [voices] Of the mix that the route makes, the own voice among them.
    std::vector<LinearRamp> shares;
    bool shifting = false;     // some share moves
    std::vector<float> fresh;  // the encoder's own, this frame
    std::vector<float> held;
    std::vector<float> scratch;
  };
  struct Voice {
    PartState harmony, rhythm;
    RecentHit hit;  // of the rhythm
  };
  void hold(int index, PartState Voice::*which) noexcept;
  bool apply_to(int index, const Command& command) noexcept;
  void route(PartState& part, int own, int from, float weight) noexcept;
  void reset(PartState& part, int own) noexcept;
  void patch(int index, PartState Voice::*which, int channels_a_place, float* latent) noexcept;
  void mix(int index, PartState Voice::*which) noexcept;

  LatentShape shape_;
  std::vector<Voice> voices_;
};

}  // namespace hemiola::patchbay
