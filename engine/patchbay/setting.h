// What one voice is set to, as a value: it can be saved, recalled, and blended with others.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "patchbay/recent_hit.h"

namespace hemiola::patchbay {

// One part of one voice. What it plays is a mix: a share of held latents, the rest of it running.
struct PartSetting {
  float held_share = 0;       // 0: all runs, 1: frozen
  std::vector<float> held;    // [channels]; empty: freezing holds the next frame
  std::vector<float> shares;  // [voices] of what runs: the voices it comes from, 1 in all
  FreezeAt freeze_at = FreezeAt::hit;
  int glide_frames = 0;
  bool operator==(const PartSetting&) const = default;
};

struct VoiceSetting {
  static constexpr std::size_t kMaxNotes = 32;

  PartSetting harmony, rhythm;
  float rotation = 0;  // semitones
  struct Note {
    float midi = 0, velocity = 0;
    bool operator==(const Note&) const = default;
  };
  std::vector<Note> notes;   // held, in the place of the harmony that runs
  float notes_share = 0;     // of that place: 0 without notes, else mostly 1
  std::vector<float> scale;  // pitch classes; empty: none
  float pull = 1;            // how far the scale pulls
  bool operator==(const VoiceSetting&) const = default;
};

// The blend of settings with weights, whose sum is 1: rotations and shares are averaged, latents
// and notes mixed. Of several scales the one with most weight pulls, the less the more the others
// weigh. Of more notes than a voice holds, the loudest. Exactly one of the settings where its
// weight is 1. Latents and routes of other sizes than those of the heaviest setting are left out.
VoiceSetting blend(std::span<const std::pair<const VoiceSetting*, float>> weighted);

}  // namespace hemiola::patchbay
