// The patch bay of all voices: rotate, freeze, blend and route, driven by commands.
#pragma once

#include <span>
#include <vector>

#include "patchbay/latent.h"
#include "patchbay/linear_ramp.h"
#include "patchbay/note_map.h"
#include "patchbay/played_beat.h"
#include "patchbay/played_chord.h"
#include "patchbay/played_scale.h"
#include "patchbay/recent_hit.h"
#include "patchbay/setting.h"

namespace hemiola::patchbay {

enum class Part { harmony, rhythm };
enum class Verb { rotate, freeze, from, reset, glide, notes, note, scale, tone, pull, hit };

// A command for one voice, for example from OSC. voice -1: all voices.
struct Command {
  int voice = 0;
  Part part = Part::harmony;
  Verb verb = Verb::rotate;
  // rotate: semitones; freeze: 0 or 1; from: the source voice; glide: frames (in OSC: seconds);
  // note, tone: a MIDI number, fractions too; notes, scale: unused, ends all notes or tones; pull:
  // strength, 0 to 1; hit: a kind of kHitKinds, negative ends the hits
  float value = 0;
  // from: 0 keeps the voice's own latents, 1 takes the source's; freeze: the FreezeAt of a rhythm;
  // note, hit: its MIDI velocity, 0 ends a note
  float weight = 1;
};

// How changes glide: a rotation in semitones, so that each frame is one transposed chord and not a
// mix of two; a route by the shares of the mixed voices; released latents crossfade ("melt") into
// the current ones, and so does one chord of notes into the next, or one scale. Freezing is
// immediate: harmony as it is, rhythm as at a hit (recent_hit.h).

// One voice's latents of the current frame, read and overwritten in place.
struct VoiceFrame {
  int voice;
  float* harmony;  // [shape.harmony()]
  float* rhythm;   // [shape.rhythm]
};

// The state of all voices. All methods: [worker thread], or the caller's if offline.
class PatchBay {
 public:
  PatchBay(LatentShape shape, int voices);

  // Lets notes be played, and scales if there is a reader, too. What has other sizes than the
  // latents, or is empty, is ignored.
  void know_notes(NoteMap map, NoteReader reader = {});

  // Lets hits be played; a map for another number of channels, or an empty one, is ignored.
  void know_beats(BeatMap map, double frame_seconds);

  // Wait-free. False if the voice or the source voice does not exist, or if rhythm would be rotated
  // or played; or for notes or hits without a map, or tones without a reader. The
  // caller (osc) clamps values to their ranges.
  bool apply(const Command& command) noexcept;
  // Copies the settings of a patch bay with the same number of voices, but no latents.
  void follow(const PatchBay& other);
  // What a voice is set to now, with the latents that it holds. Allocates, as nothing else does
  // after construction.
  VoiceSetting setting(int voice) const;
  // Sets a voice to this, except for hits: everything glides there within so many frames. Parts of
  // other sizes are ignored. Wait-free.
  void go_to(int voice, const VoiceSetting& setting, int frames) noexcept;
  // Discards the latents of one voice (taken by a new synth) but keeps its settings; a frozen voice
  // then holds the new sound's first frame, or what a setting gave it. Wait-free.
  void forget(int voice) noexcept;
  // Processes one frame of all active voices, without allocation. For each voice and part: route
  // (fresh latents of the sources; an inactive source keeps its last ones), played notes or hits
  // in the place of the sound's, freeze, rotate, and at last the pull into a scale.
  void process(std::span<const VoiceFrame> frames) noexcept;

  const LatentShape& shape() const noexcept { return shape_; }
  NoteMapView note_map() const noexcept { return notes_.view(); }
  NoteReaderView note_reader() const noexcept { return reader_.view(); }
  BeatMapView beat_map() const noexcept { return beats_.view(); }
  int voices() const noexcept { return static_cast<int>(voices_.size()); }

 private:
  struct PartState {
    LinearRamp rotation{0};  // semitones
    int glide = 0;           // duration of changes in frames
    bool frozen = false;
    FreezeAt freeze_at = FreezeAt::hit;  // for rhythm only
    bool holding = false;
    LinearRamp release{1};   // 0: held latents, 1: current latents
    bool recalled = false;   // frozen as a setting says: the held latents are already there
    bool given = false;      // the held latents are those of a setting, not of this voice's sound
    LinearRamp held_way{1};  // of the held latents from held_from to held_goal
    std::vector<float> held_from, held_goal;
    int from = -1;
    float weight = 1;
    // [voices] Shares in the routed mix, including the voice's own.
    std::vector<LinearRamp> shares;
    bool shifting = false;     // some share is moving
    bool mixed = false;        // from and weight don't tell the mix, the shares do
    std::vector<float> fresh;  // the encoder's output of this frame
    std::vector<float> held;
    std::vector<float> scratch;
  };
  struct Voice {
    PartState harmony, rhythm;
    RecentHit hit;      // of the rhythm
    PlayedChord chord;  // in the place of harmony
    PlayedScale scale;  // for harmony
    PlayedBeat beat;    // in the place of rhythm
  };
  PartSetting setting_of(const PartState& part) const;
  void go_to(PartState& part, int own, const PartSetting& goal, int frames) noexcept;
  void go_to_routes(PartState& part, int own, std::span<const float> shares, int frames) noexcept;
  void go_to_held(PartState& part, const PartSetting& goal, int frames) noexcept;
  void hold(int index, PartState Voice::* which) noexcept;
  bool apply_to(int index, const Command& command) noexcept;
  bool play(Voice& voice, const Command& command) const noexcept;
  void route(PartState& part, int own, int from, float weight) noexcept;
  void reset(PartState& part, int own) noexcept;
  void patch(int index, PartState Voice::* which, int channels_per_place, float* latent) noexcept;
  void mix(int index, PartState Voice::* which) noexcept;

  LatentShape shape_;
  NoteMap notes_;
  NoteReader reader_;
  BeatMap beats_;
  float frame_seconds_ = 0;
  std::vector<Voice> voices_;
};

}  // namespace hemiola::patchbay
