// Blends settings of voices: averages, and mixes of latents and notes.
#include "patchbay/setting.h"

#include <algorithm>

namespace hemiola::patchbay {

namespace {

using Weighted = std::span<const std::pair<const VoiceSetting*, float>>;

void add(std::vector<float>& sum, const std::vector<float>& values, float weight) {
  if (sum.size() < values.size()) sum.resize(values.size(), 0.0f);
  for (std::size_t i = 0; i < values.size(); ++i) sum[i] += weight * values[i];
}

void scale_by(std::vector<float>& values, float factor) {
  for (float& value : values) value *= factor;
}

PartSetting blend_part(Weighted weighted, PartSetting VoiceSetting::*which) {
  PartSetting sum;
  float running = 0, held = 0;
  for (const auto& [voice, weight] : weighted) {
    const PartSetting& part = voice->*which;
    sum.held_share += weight * part.held_share;
    sum.glide_frames = std::max(sum.glide_frames, part.glide_frames);
    if (part.held_share > 0.5f) sum.freeze_at = part.freeze_at;
    if (const float share = weight * part.held_share; share > 0 && !part.held.empty()) {
      add(sum.held, part.held, share);
      held += share;
    }
    const float share = weight * (1 - part.held_share);
    add(sum.shares, part.shares, share);
    running += share;
  }
  if (held > 0) scale_by(sum.held, 1 / held);
  if (running > 0)
    scale_by(sum.shares, 1 / running);
  else if (!weighted.empty())
    sum.shares = (weighted.front().first->*which).shares;
  return sum;
}

void blend_notes(Weighted weighted, VoiceSetting& sum) {
  float running = 0;
  for (const auto& [voice, weight] : weighted) {
    const float share = weight * (1 - voice->harmony.held_share);
    running += share;
    sum.notes_share += share * voice->notes_share;
    for (const VoiceSetting::Note& note : voice->notes) {
      const auto same = std::find_if(sum.notes.begin(), sum.notes.end(),
                                     [&](const auto& each) { return each.midi == note.midi; });
      if (same != sum.notes.end())
        same->velocity += weight * note.velocity;
      else
        sum.notes.push_back({note.midi, weight * note.velocity});
    }
  }
  if (running > 0) sum.notes_share /= running;
}

void blend_scales(Weighted weighted, VoiceSetting& sum) {
  const auto weight_of = [&](const std::vector<float>& scale) {
    float all = 0;
    for (const auto& [voice, weight] : weighted)
      if (voice->scale == scale) all += weight;
    return all;
  };
  float most = 0, others = 0;
  for (const auto& [voice, weight] : weighted) {
    if (voice->scale.empty()) continue;
    if (const float all = weight_of(voice->scale); all > most) {
      most = all;
      sum.scale = voice->scale;
    }
  }
  sum.pull = 0;
  float pulls = 0;
  for (const auto& [voice, weight] : weighted) {
    const bool ours = voice->scale == sum.scale;
    if (ours) pulls += weight * voice->pull;
    if (!ours && !voice->scale.empty()) others += weight;
  }
  // At a tie of two scales neither pulls: so the change from one to the other is smooth.
  if (most > 0)
    sum.pull = pulls * std::max(0.0f, 1 - others / most);
  else
    sum.pull = pulls;
}

}  // namespace

VoiceSetting blend(Weighted weighted) {
  std::vector<std::pair<const VoiceSetting*, float>> some;
  for (const auto& each : weighted) {
    if (each.second >= 1) return *each.first;
    if (each.second > 0) some.push_back(each);
  }
  VoiceSetting sum;
  sum.harmony = blend_part(some, &VoiceSetting::harmony);
  sum.rhythm = blend_part(some, &VoiceSetting::rhythm);
  for (const auto& [voice, weight] : some) sum.rotation += weight * voice->rotation;
  blend_notes(some, sum);
  blend_scales(some, sum);
  return sum;
}

}  // namespace hemiola::patchbay
