// Blends settings of voices: averages, and mixes of latents and notes.
#include "patchbay/setting.h"

#include <algorithm>

namespace hemiola::patchbay {

namespace {

using Weighted = std::span<const std::pair<const VoiceSetting*, float>>;

// The most common sense of "the same sizes": those of the heaviest setting that has any.
std::size_t size_of(Weighted weighted, PartSetting VoiceSetting::* which,
                    std::vector<float> PartSetting::* values) {
  std::size_t size = 0;
  float most = 0;
  for (const auto& [voice, weight] : weighted)
    if (const std::size_t own = (voice->*which.*values).size(); own > 0 && weight > most) {
      most = weight;
      size = own;
    }
  return size;
}

void add(std::vector<float>& sum, const std::vector<float>& values, float weight) {
  if (sum.size() < values.size()) sum.resize(values.size(), 0.0f);
  for (std::size_t i = 0; i < values.size(); ++i) sum[i] += weight * values[i];
}

void scale_by(std::vector<float>& values, float factor) {
  for (float& value : values) value *= factor;
}

PartSetting blend_part(Weighted weighted, PartSetting VoiceSetting::* which) {
  PartSetting sum;
  const std::size_t channels = size_of(weighted, which, &PartSetting::held);
  const std::size_t voices = size_of(weighted, which, &PartSetting::shares);
  float running = 0, held = 0;
  for (const auto& [voice, weight] : weighted) {
    const PartSetting& part = voice->*which;
    sum.held_share += weight * part.held_share;
    sum.glide_frames = std::max(sum.glide_frames, part.glide_frames);
    if (part.held_share > 0.5f) sum.freeze_at = part.freeze_at;
    if (const float share = weight * part.held_share; share > 0 && part.held.size() == channels) {
      add(sum.held, part.held, share);
      held += share;
    }
    const float share = weight * (1 - part.held_share);
    if (part.shares.size() == voices) {
      add(sum.shares, part.shares, share);
      running += share;
    }
  }
  if (held > 0) scale_by(sum.held, 1 / held);
  if (running > 0)
    scale_by(sum.shares, 1 / running);
  else if (!weighted.empty())
    sum.shares = (weighted.front().first->*which).shares;
  const auto frozen = [which](const auto& each) { return (each.first->*which).held_share >= 1; };
  if (std::all_of(weighted.begin(), weighted.end(), frozen)) sum.held_share = 1;  // to the bit
  return sum;
}

void blend_notes(Weighted weighted, VoiceSetting& sum) {
  float running = 0, share_of_all = 0, with_notes = 0;
  for (const auto& [voice, weight] : weighted) {
    const float share = weight * (1 - voice->harmony.held_share);
    running += share;
    sum.notes_share += share * voice->notes_share;
    share_of_all += weight * voice->notes_share;
    if (!voice->notes.empty()) with_notes += weight;
    for (const VoiceSetting::Note& note : voice->notes) {
      const auto same = std::find_if(sum.notes.begin(), sum.notes.end(),
                                     [&](const auto& each) { return each.midi == note.midi; });
      if (same != sum.notes.end())
        same->velocity += weight * note.velocity;
      else
        sum.notes.push_back({note.midi, weight * note.velocity});
    }
  }
  sum.notes_share = running > 0 ? sum.notes_share / running : share_of_all;
  for (VoiceSetting::Note& note : sum.notes) note.velocity /= with_notes;
  if (sum.notes.size() <= VoiceSetting::kMaxNotes) return;
  std::stable_sort(sum.notes.begin(), sum.notes.end(),
                   [](const auto& a, const auto& b) { return a.velocity > b.velocity; });
  sum.notes.resize(VoiceSetting::kMaxNotes);
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
