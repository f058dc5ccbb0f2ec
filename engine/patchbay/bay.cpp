// The patch bay: what each voice's commands make of its latents, frame by frame.
#include "patchbay/bay.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace hemiola::patchbay {

Bay::Bay(LatentShape shape, int voices)
    : shape_(shape), voices_(static_cast<std::size_t>(std::max(voices, 0))) {
  const auto allocate = [](PartState& part, int channels) {
    const auto size = static_cast<std::size_t>(std::max(channels, 0));
    part.fresh.assign(size, 0.0f);
    part.held.assign(size, 0.0f);
    part.scratch.assign(size, 0.0f);
  };
  for (Voice& voice : voices_) {
    allocate(voice.harmony, shape_.harmony());
    allocate(voice.rhythm, shape_.rhythm);
  }
}

bool Bay::apply(const Command& command) noexcept {
  if (command.voice == -1) {
    bool all = true;
    for (int voice = 0; voice < voices(); ++voice) all = apply_to(voice, command) && all;
    return all;
  }
  return command.voice >= 0 && command.voice < voices() && apply_to(command.voice, command);
}

void Bay::follow(const Bay& other) {
  const auto take = [](PartState& own, const PartState& theirs) {
    PartState taken = theirs;
    taken.holding = false;  // what they hold may mean something else here
    taken.fresh.swap(own.fresh);
    taken.held.swap(own.held);
    taken.scratch.swap(own.scratch);
    own = std::move(taken);
  };
  for (std::size_t i = 0; i < std::min(voices_.size(), other.voices_.size()); ++i) {
    take(voices_[i].harmony, other.voices_[i].harmony);
    take(voices_[i].rhythm, other.voices_[i].rhythm);
  }
}

bool Bay::apply_to(int index, const Command& command) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(index)];
  PartState& part = command.part == Part::harmony ? voice.harmony : voice.rhythm;
  switch (command.verb) {
    case Verb::rotate:
      if (command.part != Part::harmony || !std::isfinite(command.value)) return false;
      part.rotate_semitones = command.value;
      return true;
    case Verb::freeze:
      part.frozen = command.value != 0.0f;
      return true;
    case Verb::from: {
      // The comparison also turns NaN away.
      if (!(command.value >= -1.0f && command.value < static_cast<float>(voices()))) return false;
      const int source = static_cast<int>(command.value);
      part.from = source == index ? -1 : source;
      part.weight = command.weight;
      return true;
    }
    case Verb::reset:
      for (PartState* each : {&voice.harmony, &voice.rhythm}) {
        each->rotate_semitones = 0;
        each->frozen = false;
        each->holding = false;
        each->from = -1;
        each->weight = 1;
      }
      return true;
  }
  return false;
}

void Bay::forget(int voice) noexcept {
  if (voice < 0 || voice >= voices()) return;
  Voice& state = voices_[static_cast<std::size_t>(voice)];
  for (PartState* part : {&state.harmony, &state.rhythm}) {
    part->holding = false;
    std::fill(part->fresh.begin(), part->fresh.end(), 0.0f);
  }
}

void Bay::process(std::span<const VoiceFrame> frames) noexcept {
  const auto exists = [this](const VoiceFrame& f) { return f.voice >= 0 && f.voice < voices(); };
  // All fresh latents first: two voices may each take the other's of this same frame.
  for (const VoiceFrame& frame : frames) {
    if (!exists(frame)) continue;
    Voice& voice = voices_[static_cast<std::size_t>(frame.voice)];
    std::copy_n(frame.harmony, voice.harmony.fresh.size(), voice.harmony.fresh.begin());
    std::copy_n(frame.rhythm, voice.rhythm.fresh.size(), voice.rhythm.fresh.begin());
  }
  for (const VoiceFrame& frame : frames) {
    if (!exists(frame)) continue;
    Voice& voice = voices_[static_cast<std::size_t>(frame.voice)];
    patch(voice.harmony, &Voice::harmony, shape_.channels_a_place, frame.harmony);
    patch(voice.rhythm, &Voice::rhythm, 1, frame.rhythm);
  }
}

void Bay::patch(PartState& part, PartState Voice::*which, int channels_a_place,
                float* latent) noexcept {
  const std::size_t size = part.fresh.size();
  std::copy_n(part.fresh.begin(), size, part.scratch.begin());
  if (part.from >= 0) {
    const PartState& source = voices_[static_cast<std::size_t>(part.from)].*which;
    blend(part.fresh, source.fresh, part.weight, part.scratch);
  }
  if (part.frozen && !part.holding) std::copy_n(part.scratch.begin(), size, part.held.begin());
  part.holding = part.frozen;
  // Frozen before rotated: a held chord can still be transposed.
  rotate(part.holding ? part.held : part.scratch, channels_a_place, part.rotate_semitones,
         {latent, size});
}

}  // namespace hemiola::patchbay
