// The patch bay: applies each voice's commands to its latents, frame by frame.
#include "patchbay/patch_bay.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace hemiola::patchbay {

namespace {
constexpr float kMaxGlide = 1e6f;  // frames: some hours
}

PatchBay::PatchBay(LatentShape shape, int voices)
    : shape_(shape), voices_(static_cast<std::size_t>(std::max(voices, 0))) {
  const auto allocate = [this](PartState& part, int channels) {
    const auto size = static_cast<std::size_t>(std::max(channels, 0));
    part.fresh.assign(size, 0.0f);
    part.held.assign(size, 0.0f);
    part.scratch.assign(size, 0.0f);
    part.held_from.assign(size, 0.0f);
    part.held_goal.assign(size, 0.0f);
    part.shares.assign(voices_.size(), LinearRamp(0));
  };
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    allocate(voices_[v].harmony, shape_.harmony());
    allocate(voices_[v].rhythm, shape_.rhythm);
    for (PartState* part : {&voices_[v].harmony, &voices_[v].rhythm}) part->shares[v].jump(1);
    voices_[v].chord = PlayedChord(shape_);
    voices_[v].scale = PlayedScale(shape_);
    voices_[v].beat = PlayedBeat(shape_.rhythm);
  }
}

void PatchBay::know_notes(NoteMap map, NoteReader reader) {
  const auto fits = [this](const auto& each) {
    return !each.empty() && each.places == shape_.places &&
           each.channels == shape_.channels_per_place;
  };
  if (fits(map)) notes_ = std::move(map);
  if (fits(reader)) reader_ = std::move(reader);
}

void PatchBay::know_beats(BeatMap map, double frame_seconds) {
  if (map.empty() || map.rhythm != shape_.rhythm) return;
  beats_ = std::move(map);
  frame_seconds_ = static_cast<float>(frame_seconds);
}

bool PatchBay::apply(const Command& command) noexcept {
  if (command.voice == -1) {
    bool all = true;
    for (int voice = 0; voice < voices(); ++voice) all = apply_to(voice, command) && all;
    return all;
  }
  return command.voice >= 0 && command.voice < voices() && apply_to(command.voice, command);
}

void PatchBay::follow(const PatchBay& other) {
  const auto take = [](PartState& own, const PartState& theirs) {
    PartState taken = theirs;
    taken.holding = false;  // held latents may mean something else in this model
    taken.release.jump(1);
    taken.recalled = taken.given = false;
    taken.held_way.jump(1);
    taken.held_from.swap(own.held_from);
    taken.held_goal.swap(own.held_goal);
    taken.fresh.swap(own.fresh);
    taken.held.swap(own.held);
    taken.scratch.swap(own.scratch);
    own = std::move(taken);
  };
  if (other.voices() != voices()) return;
  for (std::size_t i = 0; i < voices_.size(); ++i) {
    take(voices_[i].harmony, other.voices_[i].harmony);
    take(voices_[i].rhythm, other.voices_[i].rhythm);
    voices_[i].chord.follow(other.voices_[i].chord);
    voices_[i].scale.follow(other.voices_[i].scale);
    voices_[i].beat.follow(other.voices_[i].beat);
  }
}

bool PatchBay::apply_to(int index, const Command& command) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(index)];
  PartState& part = command.part == Part::harmony ? voice.harmony : voice.rhythm;
  switch (command.verb) {
    case Verb::rotate:
      if (command.part != Part::harmony || !std::isfinite(command.value)) return false;
      part.rotation.go(command.value, part.glide);
      return true;
    case Verb::freeze:
      part.frozen = command.value != 0.0f;
      // What is held is let go in patch(); this is for what is held in part, or about to be.
      if (!part.frozen && !part.holding) {
        part.recalled = false;
        part.release.go(1, part.glide);
      }
      part.freeze_at =
          command.weight == static_cast<float>(FreezeAt::now) ? FreezeAt::now : FreezeAt::hit;
      return true;
    case Verb::from:
      // The comparison also rejects NaN.
      if (!(command.value >= -1.0f && command.value < static_cast<float>(voices()))) return false;
      route(part, index, static_cast<int>(command.value), command.weight);
      return true;
    case Verb::reset:
      reset(voice.harmony, index);
      reset(voice.rhythm, index);
      voice.chord.reset();
      voice.scale.reset();
      voice.beat.reset();
      return true;
    case Verb::glide:
      if (!std::isfinite(command.value)) return false;
      part.glide = static_cast<int>(std::lround(std::clamp(command.value, 0.0f, kMaxGlide)));
      return true;
    case Verb::notes:
    case Verb::note:
    case Verb::scale:
    case Verb::tone:
    case Verb::pull:
      return command.part == Part::harmony && play(voice, command);
    case Verb::hit:
      return command.part == Part::rhythm && play(voice, command);
  }
  return false;
}

bool PatchBay::play(Voice& voice, const Command& command) const noexcept {
  switch (command.verb) {
    case Verb::notes:
      voice.chord.end_all();
      return true;
    case Verb::note:
      return !notes_.empty() && voice.chord.hold(command.value, command.weight);
    case Verb::scale:
      voice.scale.end();
      return true;
    case Verb::tone:
      return !notes_.empty() && !reader_.empty() && voice.scale.add(command.value);
    case Verb::pull:
      if (!std::isfinite(command.value)) return false;
      voice.scale.pull(std::clamp(command.value, 0.0f, 1.0f), voice.harmony.glide);
      return true;
    case Verb::hit:
      if (command.value < 0) {
        voice.beat.end();
        return true;
      }
      return !beats_.empty() && command.value < kHits &&
             voice.beat.strike(static_cast<int>(command.value), command.weight);
    default:
      return false;
  }
}

void PatchBay::route(PartState& part, int own, int from, float weight) noexcept {
  from = from == own ? -1 : from;
  weight = weight > 0.0f ? std::min(weight, 1.0f) : 0.0f;  // also if NaN
  if (from == part.from && weight == part.weight && !part.mixed) return;
  part.from = from;
  part.weight = weight;
  part.mixed = false;
  part.shifting = false;
  for (int voice = 0; voice < voices(); ++voice) {
    LinearRamp& share = part.shares[static_cast<std::size_t>(voice)];
    const float others = part.from < 0 ? 0 : part.weight;
    // Restart all ramps, even unchanged ones: only then is their sum always 1.
    share.restart(voice == own ? 1 - others : voice == part.from ? others : 0, part.glide);
    part.shifting = part.shifting || share.moving();
  }
}

void PatchBay::reset(PartState& part, int own) noexcept {
  part.glide = 0;
  part.rotation.jump(0);
  part.frozen = false;
  part.holding = false;
  part.release.jump(1);
  part.recalled = part.given = false;
  part.held_way.jump(1);
  part.mixed = false;
  part.from = -1;
  part.weight = 1;
  part.shifting = false;
  for (int voice = 0; voice < voices(); ++voice)
    part.shares[static_cast<std::size_t>(voice)].jump(voice == own ? 1 : 0);
}

void PatchBay::forget(int voice) noexcept {
  if (voice < 0 || voice >= voices()) return;
  Voice& state = voices_[static_cast<std::size_t>(voice)];
  for (PartState* part : {&state.harmony, &state.rhythm}) {
    if (!part->given) {  // else they don't belong to the old sound
      part->holding = false;
      part->release.jump(1);
    }
    std::fill(part->fresh.begin(), part->fresh.end(), 0.0f);
  }
  state.hit.reset();
  state.chord.forget_sound();
  state.scale.forget_sound();
  state.beat.forget_sound();
}

void PatchBay::process(std::span<const VoiceFrame> frames) noexcept {
  const auto exists = [this](const VoiceFrame& f) { return f.voice >= 0 && f.voice < voices(); };
  // Copy all fresh latents first: two voices may take each other's latents of this frame.
  for (const VoiceFrame& frame : frames) {
    if (!exists(frame)) continue;
    Voice& voice = voices_[static_cast<std::size_t>(frame.voice)];
    std::copy_n(frame.harmony, voice.harmony.fresh.size(), voice.harmony.fresh.begin());
    std::copy_n(frame.rhythm, voice.rhythm.fresh.size(), voice.rhythm.fresh.begin());
  }
  for (const VoiceFrame& frame : frames) {
    if (!exists(frame)) continue;
    patch(frame.voice, &Voice::harmony, shape_.channels_per_place, frame.harmony);
    patch(frame.voice, &Voice::rhythm, 1, frame.rhythm);
  }
}

void PatchBay::patch(int index, PartState Voice::* which, int channels_per_place,
                     float* latent) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(index)];
  PartState& part = voice.*which;
  const std::size_t size = part.fresh.size();
  mix(index, which);
  if (which == &Voice::rhythm) {
    voice.beat.process(beats_.view(), frame_seconds_, part.glide, part.scratch);
    voice.hit.add(part.scratch);
  } else {
    voice.chord.process(notes_.view(), part.glide, part.scratch);
  }
  if (part.holding && !part.frozen) {
    part.holding = false;
    part.release.jump(0);
    part.release.go(1, part.glide);
  }
  part.release.step();
  if (part.held_way.moving()) {
    part.held_way.step();
    blend(part.held_from, part.held_goal, part.held_way.now(), part.held);
  }
  if (part.release.now() < 1) blend(part.held, part.scratch, part.release.now(), part.scratch);
  if (part.frozen && part.recalled) {
    part.holding = part.release.now() == 0;
    part.recalled = !part.holding;
  } else if (part.frozen && !part.holding) {
    hold(index, which);
  }
  part.rotation.step();
  // Freeze before rotate: a held chord can still be transposed.
  rotate(part.holding ? part.held : part.scratch, channels_per_place, part.rotation.now(),
         {latent, size});
  if (which == &Voice::harmony)
    voice.scale.process(reader_.view(), notes_.view(), part.glide, {latent, size});
}

void PatchBay::hold(int index, PartState Voice::* which) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(index)];
  PartState& part = voice.*which;
  std::copy(part.scratch.begin(), part.scratch.end(), part.held.begin());
  if (which == &Voice::rhythm && part.freeze_at == FreezeAt::hit) voice.hit.replace(part.held);
  part.release.jump(1);  // if still melting, that mix is held
  part.given = false;
  part.held_way.jump(1);
  part.holding = true;
}

// Writes the routed mix of fresh latents to the part's scratch.
void PatchBay::mix(int index, PartState Voice::* which) noexcept {
  PartState& part = voices_[static_cast<std::size_t>(index)].*which;
  const std::size_t size = part.fresh.size();
  const auto fresh_of = [&](int voice) -> std::span<const float> {
    return (voices_[static_cast<std::size_t>(voice)].*which).fresh;
  };
  if (part.shifting || part.mixed) {
    part.shifting = false;
    std::fill(part.scratch.begin(), part.scratch.end(), 0.0f);
    for (int voice = 0; voice < voices(); ++voice) {
      LinearRamp& share = part.shares[static_cast<std::size_t>(voice)];
      share.step();
      part.shifting = part.shifting || share.moving();
      if (const float weight = share.now(); weight != 0)
        for (std::size_t i = 0; i < size; ++i) part.scratch[i] += weight * fresh_of(voice)[i];
    }
  }
  if (part.shifting || part.mixed) return;
  // At rest, and in the last step of a glide, exactly the same bits as without a glide.
  if (part.from < 0)
    std::copy_n(part.fresh.begin(), size, part.scratch.begin());
  else
    blend(part.fresh, fresh_of(part.from), part.weight, part.scratch);
}

}  // namespace hemiola::patchbay
